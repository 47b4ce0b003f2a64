// open(2) of a node of the file tree: which kind of open file it becomes.
// Source: open(2), null(4), tty(4).
// Not modelled: /dev/zero and /dev/random, whose text would never end; O_EXCL, O_NOFOLLOW.
import { fail, ok, type Result } from '../base/errno.ts';
import type { Node } from './file-tree.ts';
import { ComputedFile, RegularFile, TextFile } from './open-file.ts';
import type { OpenFile } from './sys.ts';
import { type Tty, TtyFile } from './tty.ts';

export type OpenMode = 'read' | 'write' | 'append';

/** Opens a node; `terminal` is what /dev/tty means for the caller. */
export function openNode(node: Node, mode: OpenMode, clock: () => number, terminal: Tty | undefined): Result<OpenFile> {
  switch (node.kind) {
    case 'file':
      if (mode === 'write') {
        node.text = '';
        node.modified = clock();
      }
      return ok(new RegularFile(node, mode, clock));
    case 'dynamic':
      if (mode !== 'read' && node.file.readOnly) return fail('EROFS');
      if (mode !== 'read' && node.file.write === undefined) return fail('EACCES');
      return ok(new ComputedFile(node));
    case 'device':
      if (node.device === 'null') return ok(new TextFile('null', ''));
      return node.device === 'tty' && terminal !== undefined ? ok(new TtyFile(terminal)) : fail('ENODEV');
    case 'directory':
      return fail('EISDIR');
    case 'socket':
    case 'symlink':
      return fail('ENODEV');
  }
}
