// Doing what a gesture asks for: finding the command and typing it.
import { toast } from 'sonner';
import type { Change } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { createNetworkCommand, runCommand } from '../../common/suggest.ts';
import { askWithInput } from '../../store/door.ts';
import { useLab } from '../../store/lab.ts';
import { offerWayBack } from '../../timeline/way-back.ts';
import {
  connectCommand,
  disconnectCommand,
  removeBridgeCommand,
  removeContainerCommand,
  removeNetworkCommand,
} from './commands.ts';
import type { Target } from './target.ts';

export const IMAGE_TYPE = 'application/x-hoplab-image';
export const NETWORK_TYPE = 'application/x-hoplab-network';

const hostView = (name: string) => useLab.getState().view?.hosts.find((host) => host.name === name);

/** Changes machines or cables; a toast says why it could not. */
export function change(what: Change): void {
  askWithInput((to) => to.apply(what))
    ?.then((reason) => {
      if (reason !== undefined) toast.error(t('canvas.changeFailed', { reason }));
    })
    .catch(() => undefined);
}

/** Several, one after the other. */
export function changeAll(changes: readonly Change[]): void {
  for (const one of changes) change(one);
}

export function hostOf(target: Target): string | undefined {
  if (target.kind === 'host') return target.host;
  if (target.kind === 'switch' || target.kind === 'cluster') return undefined;
  if (target.kind === 'wire') return target.wire.attachment?.host ?? target.wire.cable?.machine;
  return target.box.host;
}

/** Runs an image: on the network that it was dropped on, or on the default one. */
export function runImage(image: string, target: Target): void {
  const host = hostView(hostOf(target) ?? '');
  const known = host?.images.find((one) => one.name === image);
  if (!host || !known) return;
  const network = target.kind === 'bridge' ? target.box.network : undefined;
  const onDefault = network === undefined || network.name === 'bridge';
  useLab.getState().run(host.name, runCommand(host, known, onDefault ? undefined : network.name));
}

export function createNetwork(target: Target): void {
  const host = hostView(hostOf(target) ?? '');
  if (host) useLab.getState().run(host.name, createNetworkCommand(host));
}

export function connect(host: string, network: string, container: string): void {
  useLab.getState().run(host, connectCommand(network, container));
}

/** The command that takes a thing away, for what can be taken away. */
export function removalOf(target: Target): string | undefined {
  switch (target.kind) {
    case 'container':
      return removeContainerCommand(target.box.container.name);
    case 'bridge':
      if (target.box.network) return removeNetworkCommand(target.box.network.name);
      return target.box.device && removeBridgeCommand(target.box.device.name);
    case 'wire': {
      const { attachment } = target.wire;
      return attachment && disconnectCommand(attachment.network, attachment.container);
    }
    case 'host':
    case 'switch':
    case 'cluster':
      return undefined;
  }
}

/** Types the command that takes a thing away. Docker itself refuses what must not go. */
export function remove(target: Target): void {
  const host = hostOf(target);
  const command = removalOf(target);
  if (host === undefined || command === undefined) return;
  offerWayBack(command);
  useLab.getState().run(host, command);
}
