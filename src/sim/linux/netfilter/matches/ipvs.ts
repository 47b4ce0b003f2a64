// The match ipvs: packets that a virtual service handles.
// Source: net/netfilter/xt_ipvs.c; libxt_ipvs.c.
// Not modelled: its options about the connection (--vproto, --vaddr, --vport, --vdir, --vmethod, --vportctl).
import { type Kind, type Match, not, notSimulated, RuleError } from '../extension.ts';

export const ipvsMatch: Kind<Match> = {
  name: 'ipvs',
  begin() {
    let inverted: boolean | undefined;
    return {
      options: ['--ipvs', '--vproto', '--vaddr', '--vport', '--vdir', '--vmethod', '--vportctl'],
      take(option, _words, negated) {
        if (option !== '--ipvs') throw notSimulated(`iptables -m ipvs ${option}`);
        inverted = negated;
      },
      finish() {
        if (inverted === undefined) throw new RuleError('IPVS: At least one option is required');
        const negated = inverted;
        return {
          name: 'ipvs',
          matches: (at) => (at.tracking?.ipvs === true) !== negated,
          text: `${not(negated)}--ipvs`,
          listing: () => `${not(negated)}ipvs`,
        };
      },
    };
  },
};
