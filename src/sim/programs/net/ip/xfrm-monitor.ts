// `ip xfrm monitor`: tells of changes until a signal ends it.
// Source: iproute2 6.1 ip/xfrm_monitor.c; ip-xfrm(8).
// Not modelled: the messages acquire, expire, aevent and report; all-nsid.
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { XfrmEvent } from '../../../linux/xfrm.ts';
import { abbreviates, invalidArgument, kernelSaid, notSimulated, ToolExit } from '../tool.ts';
import { policyText, stateText } from './xfrm-text.ts';

const kinds = ['SA', 'policy', 'acquire', 'expire', 'aevent', 'report', 'all'] as const;
const before = { new: '', updated: 'Updated ', deleted: 'Deleted ', flushed: 'Flushed ' } as const;

function eventText(event: XfrmEvent): string {
  if (event.kind === 'state')
    return before[event.change] + (event.state ? stateText(event.state) : 'state proto ipsec-any\n');
  return before[event.change] + (event.policy ? policyText(event.policy) : 'policy ptype main \n');
}

/** Which kinds of changes are asked for; all when none is. */
function wanted(args: readonly string[]): (event: XfrmEvent) => boolean {
  const named = args.map((word) => {
    if (abbreviates(word, 'help'))
      throw new ToolExit(255, 'Usage: ip xfrm monitor [ nokeys ] [ all-nsid ] [ all | OBJECTS | help ]\n');
    if (word === 'nokeys' || word === 'all-nsid') throw notSimulated(`ip xfrm monitor ${word}`);
    const kind = kinds.find((name) => abbreviates(word, name));
    if (kind === undefined) throw invalidArgument(word, 'unknown');
    return kind;
  });
  if (named.length === 0 || named.includes('all')) return () => true;
  return ({ kind }) => named.includes(kind === 'state' ? 'SA' : 'policy');
}

/** Whether a command line is `xfrm monitor`: what follows it. */
export function monitorArguments(rest: readonly string[]): readonly string[] | undefined {
  const [object = '', command = '', ...args] = rest;
  const isMonitor = object.length > 0 && abbreviates(object, 'xfrm') && abbreviates(command, 'monitor');
  return isMonitor ? args : undefined;
}

export function* xfrmMonitor(sys: Sys, args: readonly string[]): Blocking<number> {
  const isWanted = wanted(args);
  const { xfrm } = sys.net;
  if (xfrm.denied) throw kernelSaid(xfrm.denied);
  const events = xfrm.watch();
  let ended = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    sys.onSignal(signal, () => {
      ended = true;
    });
  while (!ended) {
    for (let event = events.take(); event; event = events.take())
      if (isWanted(event)) yield* sys.print(eventText(event));
    if (!ended) yield* sys.wait([events.readable]);
  }
  events.close();
  return 130;
}
