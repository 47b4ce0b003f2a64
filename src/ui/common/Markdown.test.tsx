import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Markdown } from './Markdown.tsx';

const html = (text: string) =>
  renderToStaticMarkup(<Markdown text={text} />).replace(/^<div class="markdown">|<\/div>$/g, '');

describe('Markdown', () => {
  it.each([
    ['One line\nand its end.', '<p>One line and its end.</p>'],
    ['Run `docker ps` **now**.', '<p>Run <code>docker ps</code> <strong>now</strong>.</p>'],
    ['- a\n- b\n  goes on', '<ul><li>a</li><li>b goes on</li></ul>'],
    ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
    ['```\na  b\n\nc\n```', '<pre>a  b\n\nc</pre>'],
    [
      '[a site](https://example.org/)',
      '<p><a href="https://example.org/" target="_blank" rel="noreferrer">a site</a></p>',
    ],
  ])('%j', (text, expected) => {
    expect(html(text)).toBe(expected);
  });

  it('shows a table, equal cells and all', () => {
    const table = html('| a | b |\n|---|---|\n| x | x |\n| x | x |');
    expect(table.match(/<td>x<\/td>/g)).toHaveLength(4);
    expect(table).toContain('<th>a</th><th>b</th>');
  });

  it('lets no HTML and no script link through', () => {
    expect(html('<img src=x onerror=alert(1)>')).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>');
    expect(html('[here](javascript:alert(1))')).not.toContain('href');
  });
});
