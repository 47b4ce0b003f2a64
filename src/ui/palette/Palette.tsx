import './palette.css';
import { Box, FilePen, GripVertical, Network, Play } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import type { HostView, ImageView } from '../../session/protocol.ts';
import { keyOf } from '../actions/table.ts';
import { Tip } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { createNetworkCommand, runCommand } from '../common/suggest.ts';
import { focusFiles } from '../files/focus.ts';
import { useLab } from '../store/lab.ts';
import { followPointer } from '../terminal/focus.ts';
import { imageText } from './image-text.ts';

const startDrag = (type: string, value: string) => (event: DragEvent) => {
  event.dataTransfer.setData(type, value);
  event.dataTransfer.setData('text/plain', value);
  event.dataTransfer.effectAllowed = 'copy';
};

function ImageCard({ host, image }: { readonly host: HostView; readonly image: ImageView }) {
  const run = useLab((lab) => lab.run);
  const command = runCommand(host, image);
  return (
    <li className="card" draggable onDragStart={startDrag('application/x-hoplab-image', image.name)}>
      <GripVertical className="card-grip" aria-hidden />
      <div className="card-text">
        <strong>
          <Box aria-hidden />
          {image.name}
        </strong>
        <span>{imageText(image)}</span>
      </div>
      <Tip label={command}>
        <button
          type="button"
          className="icon-button card-run"
          aria-label={t('palette.runImage', { image: image.name })}
          onClick={(event) => {
            run(host.name, runCommand(host, image));
            followPointer(event);
          }}
        >
          <Play aria-hidden />
        </button>
      </Tip>
    </li>
  );
}

function ImageCards({ host, images }: { readonly host: HostView; readonly images: readonly ImageView[] }) {
  return (
    <ul>
      {images.map((image) => (
        <ImageCard key={image.name} host={host} image={image} />
      ))}
    </ul>
  );
}

/** Images that are of no use without a configuration, folded away. */
function MoreImages({ host }: { readonly host: HostView }) {
  const images = host.images.filter((image) => !image.runsAsIs);
  if (images.length === 0) return null;
  return (
    <details className="more-images">
      <summary>{t('palette.moreImages')}</summary>
      <ImageCards host={host} images={images} />
    </details>
  );
}

function NetworkCard({ host }: { readonly host: HostView }) {
  const run = useLab((lab) => lab.run);
  const command = createNetworkCommand(host);
  return (
    <li className="card" draggable onDragStart={startDrag('application/x-hoplab-network', 'bridge')}>
      <GripVertical className="card-grip" aria-hidden />
      <div className="card-text">
        <strong>
          <Network aria-hidden />
          {t('palette.bridge')}
        </strong>
        <span>{t('palette.bridgeWhat')}</span>
      </div>
      <Tip label={command}>
        <button
          type="button"
          className="icon-button card-run"
          aria-label={t('palette.createNetwork')}
          onClick={(event) => {
            run(host.name, createNetworkCommand(host));
            followPointer(event);
          }}
        >
          <Play aria-hidden />
        </button>
      </Tip>
    </li>
  );
}

function ComposeCard() {
  return (
    <li className="card plain">
      <div className="card-text">
        <strong>
          <FilePen aria-hidden />
          {t('palette.compose')}
        </strong>
        <span>{t('palette.composeWhat')}</span>
      </div>
      <Tip label={t('palette.openFiles')} shortcut={keyOf('page.files')}>
        <button type="button" className="icon-button card-run" aria-label={t('palette.openFiles')} onClick={focusFiles}>
          <FilePen aria-hidden />
        </button>
      </Tip>
    </li>
  );
}

/** The host that buttons act upon: there is a choice only if there are several. */
function HostChoice(props: {
  readonly hosts: readonly HostView[];
  readonly chosen: string;
  readonly choose: (host: string) => void;
}) {
  if (props.hosts.length < 2) return null;
  return (
    <label className="host-choice">
      {t('palette.host')}
      <select value={props.chosen} onChange={(event) => props.choose(event.target.value)}>
        {props.hosts.map((host) => (
          <option key={host.name}>{host.name}</option>
        ))}
      </select>
    </label>
  );
}

/** What can be put into the lab: by dragging it, or by the button that types the same command. */
export function Palette() {
  const hosts = useLab((lab) => lab.view?.hosts) ?? [];
  const [wanted, choose] = useState('');
  const host = hosts.find((one) => one.name === wanted) ?? hosts[0];
  if (host === undefined) return <p className="panel-note">{t('palette.empty')}</p>;
  return (
    <div className="palette">
      <HostChoice hosts={hosts} chosen={host.name} choose={choose} />
      <p className="panel-note">{t('palette.how')}</p>
      <h2>{t('palette.images')}</h2>
      <ImageCards host={host} images={host.images.filter((image) => image.runsAsIs)} />
      <MoreImages host={host} />
      <h2>{t('palette.networks')}</h2>
      <ul>
        <NetworkCard host={host} />
      </ul>
      <h2>{t('palette.files')}</h2>
      <ul>
        <ComposeCard />
      </ul>
    </div>
  );
}
