import { CircleAlert, CirclePause, Crown, Lock, Star, WifiOff } from 'lucide-react';
import type { NodeView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';

/** What a host is in its swarm: a crown for who leads, a star for other managers; and what is out of the ordinary. */
export function NodeBadges({ node }: { readonly node: NodeView }) {
  const { role, leads, hasLeader, locked, availability, state } = node;
  return (
    <span className="node-badges">
      <span className={`node-role role-${leads ? 'leader' : role}`}>
        {leads ? <Crown aria-hidden /> : role === 'manager' && <Star aria-hidden />}
        {leads ? t('node.leader') : t(role === 'manager' ? 'node.manager' : 'node.worker')}
      </span>
      {!hasLeader && (
        <span className="node-trouble">
          <WifiOff aria-hidden />
          {t('node.noLeader')}
        </span>
      )}
      {locked && (
        <span className="node-trouble">
          <Lock aria-hidden />
          {t('node.locked')}
        </span>
      )}
      {(availability === 'drain' || availability === 'pause') && (
        <span className="node-trouble">
          <CirclePause aria-hidden />
          {t(availability === 'drain' ? 'node.drain' : 'node.pause')}
        </span>
      )}
      {state !== undefined && state !== 'ready' && (
        <span className="node-trouble node-bad">
          <CircleAlert aria-hidden />
          {state}
        </span>
      )}
    </span>
  );
}
