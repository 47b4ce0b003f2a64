// The colours that packets are painted with: those of the style sheet, for a thread that has none.
import { type Protocol, protocols } from '../../../sim/trace/record.ts';
import { protocolToken } from '../../common/protocol.ts';

export interface Palette {
  readonly colours: ReadonlyMap<Protocol, string>;
  readonly drop: string;
  /** Of letters upon a protocol's colour. */
  readonly ink: string;
  readonly edge: string;
  /** Of the rim that stands for the Ethernet frame. */
  readonly link: string;
  readonly text: string;
  readonly font: string;
}

/** Reads the colours that are in force. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (token: string) => style.getPropertyValue(token).trim();
  return {
    colours: new Map(protocols.map((protocol) => [protocol, read(protocolToken(protocol))])),
    drop: read('--proto-drop'),
    ink: read('--on-proto'),
    edge: read('--panel'),
    link: read('--border-strong'),
    text: read('--text'),
    font: read('--font-ui'),
  };
}
