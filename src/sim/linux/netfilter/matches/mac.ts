// The match mac: the Ethernet address that a packet came from.
// Source: net/netfilter/xt_mac.c (hooks PRE_ROUTING, LOCAL_IN and FORWARD only); libxt_mac.c.
// Not modelled: devices other than Ethernet's.
import { formatMac, type Mac, parseMac } from '../../../base/mac.ts';
import { type Kind, type Match, not, RuleError } from '../extension.ts';

export const macMatch: Kind<Match> = {
  name: 'mac',
  begin() {
    let test: { address: Mac; inverted: boolean } | undefined;
    return {
      options: ['--mac-source'],
      take(option, words, inverted) {
        const address = parseMac(words.value(option));
        if (address === undefined) throw new RuleError(`mac: bad value for option "--mac-source", or out of range.\n`);
        test = { address, inverted };
      },
      finish() {
        if (!test) throw new RuleError('mac: option "--mac-source" must be specified\n');
        const { address, inverted } = test;
        return {
          name: 'mac',
          chains: ['PREROUTING', 'INPUT', 'FORWARD'],
          matches: ({ packet: { linkHeader } }) =>
            linkHeader !== undefined && (linkHeader.source === address) !== inverted,
          text: `${not(inverted)}--mac-source ${formatMac(address)}`,
          listing: () => `MAC ${inverted ? '! ' : ''}${formatMac(address)}`,
        };
      },
    };
  },
};
