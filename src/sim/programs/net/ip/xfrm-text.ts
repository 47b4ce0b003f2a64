// Security associations and policies as `ip xfrm` prints them.
// Source: iproute2 6.1 ip/ipxfrm.c (xfrm_state_info_print, xfrm_policy_info_print, xfrm_selector_print, xfrm_xfrma_print).
// Not modelled: lifetimes and statistics (-s).
import { formatIp4 } from '../../../base/ip4.ts';
import {
  ANY_PACKET,
  type XfrmMark,
  type XfrmPolicyView,
  type XfrmSelector,
  type XfrmStateView,
} from '../../../linux/xfrm.ts';

const hex = (value: number, digits = 1): string => `0x${value.toString(16).padStart(digits, '0')}`;
const protocolNames: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 132: 'sctp' };

function selectorText(selector: XfrmSelector): string {
  const { source, sourceLength, destination, destinationLength, protocol, sourcePort, destinationPort } = selector;
  let text = `src ${formatIp4(source)}/${sourceLength} dst ${formatIp4(destination)}/${destinationLength} `;
  if (protocol !== 0) text += `proto ${protocolNames[protocol] ?? protocol} `;
  if (sourcePort !== 0) text += `sport ${sourcePort} `;
  if (destinationPort !== 0) text += `dport ${destinationPort} `;
  return text;
}

const markText = (mark: XfrmMark | undefined): string =>
  mark === undefined ? '' : `\tmark ${hex(mark.value)}/${hex(mark.mask)} \n`;

const keyText = (key: Uint8Array): string => [...key].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export function stateText(state: XfrmStateView): string {
  const { source, destination, spi, reqid, replayWindow, icvBits } = state;
  return [
    `src ${formatIp4(source)} dst ${formatIp4(destination)}\n`,
    `\tproto esp spi ${hex(spi, 8)} reqid ${reqid} mode transport\n`,
    `\treplay-window ${replayWindow} \n`,
    markText(state.mark),
    `\taead rfc4106(gcm(aes)) 0x${keyText(state.key)} ${icvBits}\n`,
    `\tanti-replay context: seq ${hex(state.received)}, oseq ${hex(state.sent)}, bitmap ${hex(state.bitmap, 8)}\n`,
    `\tsel ${selectorText(state.selector ?? ANY_PACKET)}\n`,
  ].join('');
}

export function policyText(policy: XfrmPolicyView): string {
  const action = policy.action === 'block' ? 'action block ' : '';
  const templates = policy.templates.map(({ source, destination, spi, reqid }) => {
    const index = spi === 0 ? '' : ` spi ${hex(spi, 8)}`;
    return `\ttmpl src ${formatIp4(source)} dst ${formatIp4(destination)}\n\t\tproto esp${index} reqid ${reqid} mode transport\n`;
  });
  return [
    `${selectorText(policy.selector)}\n`,
    `\tdir ${policy.direction} ${action}priority ${policy.priority} ptype main \n`,
    markText(policy.mark),
    ...templates,
  ].join('');
}
