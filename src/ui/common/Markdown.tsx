// A small Markdown: headings, paragraphs, lists, tables, fenced code, `code`, **strong**, [links](…). No HTML passes through.
import type { ReactNode } from 'react';

const INLINE = /(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/;

function inline(text: string): ReactNode[] {
  let at = 0;
  return text.split(INLINE).map((part) => {
    const key = at;
    at += part.length;
    if (part.startsWith('`') && part.length > 2) return <code key={key}>{part.slice(1, -1)}</code>;
    if (part.startsWith('**') && part.length > 4) return <strong key={key}>{part.slice(2, -2)}</strong>;
    const link = part.match(/^\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)$/);
    if (link !== null) {
      return (
        <a key={key} href={link[2]} target="_blank" rel="noreferrer">
          {link[1]}
        </a>
      );
    }
    // A link to elsewhere in the repository leads nowhere here: its words stay.
    return part.replace(/^\[([^\]]+)\]\([^)]*\)$/, '$1');
  });
}

const cells = (row: string) =>
  row
    .replace(/^\s*\||\|\s*$/g, '')
    .split('|')
    .map((cell) => cell.trim());

/** Texts with keys that stay apart even where the texts are equal. */
function keyed(texts: readonly string[]): readonly { readonly key: string; readonly text: string }[] {
  const seen = new Map<string, number>();
  return texts.map((text) => {
    const times = seen.get(text) ?? 0;
    seen.set(text, times + 1);
    return { key: `${times} ${text}`, text };
  });
}

function table(rows: readonly string[], key: number): ReactNode {
  const [head = '', , ...body] = rows;
  return (
    <div className="markdown-table" key={key}>
      <table>
        <thead>
          <tr>
            {keyed(cells(head)).map((cell) => (
              <th key={cell.key}>{inline(cell.text)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(body).map((row) => (
            <tr key={row.key}>
              {keyed(cells(row.text)).map((cell) => (
                <td key={cell.key}>{inline(cell.text)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function list(lines: readonly string[], key: number): ReactNode {
  const numbered = /^\s*\d+\./.test(lines[0] ?? '');
  const items: string[] = [];
  for (const line of lines) {
    if (/^\s*([-*]|\d+\.)\s/.test(line)) items.push(line.replace(/^\s*([-*]|\d+\.)\s+/, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  const children = keyed(items).map((item) => <li key={item.key}>{inline(item.text)}</li>);
  return numbered ? <ol key={key}>{children}</ol> : <ul key={key}>{children}</ul>;
}

function block(text: string, key: number): ReactNode {
  const lines = text.split('\n');
  const first = lines[0] ?? '';
  if (first.startsWith('```')) {
    return <pre key={key}>{lines.slice(1, lines.at(-1)?.startsWith('```') ? -1 : undefined).join('\n')}</pre>;
  }
  const heading = first.match(/^(#{1,4})\s+(.*)$/);
  if (heading !== null) {
    const words = inline(heading[2] ?? '');
    const rest = lines.slice(1).join('\n');
    const title = heading[1]?.length === 1 ? <h2>{words}</h2> : <h3>{words}</h3>;
    return (
      <div key={key}>
        {title}
        {rest === '' ? null : block(rest, 0)}
      </div>
    );
  }
  if (first.includes('|') && /^[\s|:-]+$/.test(lines[1] ?? '-x')) return table(lines, key);
  if (/^\s*([-*]|\d+\.)\s/.test(first)) return list(lines, key);
  return <p key={key}>{inline(lines.join(' '))}</p>;
}

/** Splits at blank lines, but not inside fenced code. */
function blocks(text: string): string[] {
  const found: string[] = [];
  let fenced = false;
  let current: string[] = [];
  for (const line of text.replaceAll('\r', '').split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    if (line.trim() === '' && !fenced) {
      if (current.length > 0) found.push(current.join('\n'));
      current = [];
    } else current.push(line);
  }
  if (current.length > 0) found.push(current.join('\n'));
  return found;
}

/** Shows text written in the small Markdown. */
export function Markdown({ text }: { readonly text: string }) {
  return <div className="markdown">{blocks(text).map(block)}</div>;
}
