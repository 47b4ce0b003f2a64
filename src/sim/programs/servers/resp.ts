// RESP: the protocol between redis-cli and redis-server.
// Source: redis.io "RESP protocol spec", version 2.
// Not modelled: version 3, push messages, transactions. Text stands for bytes: values are UTF-8.

export type Reply =
  | { readonly kind: 'status' | 'error' | 'bulk'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'nil' }
  | { readonly kind: 'array'; readonly items: readonly Reply[] };

export const OK: Reply = { kind: 'status', text: 'OK' };
export const NIL: Reply = { kind: 'nil' };

const bulkText = (text: string, length: (text: string) => number): string => `$${length(text)}\r\n${text}\r\n`;

/** A command as redis-cli sends it. */
export function encodeCommand(words: readonly string[], length: (text: string) => number): string {
  return `*${words.length}\r\n${words.map((word) => bulkText(word, length)).join('')}`;
}

export function encodeReply(reply: Reply, length: (text: string) => number): string {
  switch (reply.kind) {
    case 'status':
      return `+${reply.text}\r\n`;
    case 'error':
      return `-${reply.text}\r\n`;
    case 'integer':
      return `:${reply.value}\r\n`;
    case 'nil':
      return '$-1\r\n';
    case 'bulk':
      return bulkText(reply.text, length);
    case 'array':
      return `*${reply.items.length}\r\n${reply.items.map((item) => encodeReply(item, length)).join('')}`;
  }
}

/** One message at `at`, and where the next begins; undefined while it is not whole. Lengths count bytes: `text` is Latin-1. */
export function parseReply(text: string, at = 0): { readonly reply: Reply; readonly next: number } | undefined {
  const end = text.indexOf('\r\n', at);
  if (end < 0) return undefined;
  const line = text.slice(at + 1, end);
  const next = end + 2;
  switch (text[at]) {
    case '+':
      return { reply: { kind: 'status', text: line }, next };
    case '-':
      return { reply: { kind: 'error', text: line }, next };
    case ':':
      return { reply: { kind: 'integer', value: Number(line) }, next };
    case '$': {
      const length = Number(line);
      if (length < 0) return { reply: NIL, next };
      if (text.length < next + length + 2) return undefined;
      return { reply: { kind: 'bulk', text: text.slice(next, next + length) }, next: next + length + 2 };
    }
    case '*': {
      const items: Reply[] = [];
      let position = next;
      for (let i = 0; i < Number(line); i++) {
        const item = parseReply(text, position);
        if (item === undefined) return undefined;
        items.push(item.reply);
        position = item.next;
      }
      return { reply: { kind: 'array', items }, next: position };
    }
    default:
      // An inline command, as people type them into nc.
      return {
        reply: { kind: 'array', items: wordsOf(text.slice(at, end)).map((word) => ({ kind: 'bulk', text: word })) },
        next,
      };
  }
}

const wordsOf = (line: string): string[] => line.split(/\s+/).filter((word) => word !== '');
