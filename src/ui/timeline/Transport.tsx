import {
  ChevronDown,
  ChevronFirst,
  ChevronLast,
  FastForward,
  Pause,
  Play,
  Rewind,
  SkipForward,
  StepBack,
  StepForward,
} from 'lucide-react';
import {
  CheckboxItem,
  Content,
  ItemIndicator,
  Label,
  Portal,
  RadioGroup,
  RadioItem,
  Root,
  Separator,
  Trigger,
} from 'radix-ui/dropdown-menu';
import { SCALE, type StepKind } from '../../session/protocol.ts';
import { keyOf } from '../actions/table.ts';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { clock } from '../common/time.ts';
import { useLab } from '../store/lab.ts';
import { usePrefs } from '../store/prefs.ts';
import { seek, step, travel } from './act.ts';
import { changeSpeed, SPEEDS, togglePlaying } from './pace.ts';

const KINDS: readonly StepKind[] = ['event', 'hop', 'packet'];

const backLabel = { event: 'timeline.backEvent', hop: 'timeline.backHop', packet: 'timeline.backPacket' } as const;
const nextLabel = { event: 'timeline.nextEvent', hop: 'timeline.nextHop', packet: 'timeline.nextPacket' } as const;

function Clock() {
  const text = useLab((lab) => clock(lab.time));
  // A step moves time by microseconds; while time runs they would only flicker.
  const micros = useLab((lab) => (lab.pacing.playing ? '' : String(Math.floor(lab.time % 1000)).padStart(3, '0')));
  return (
    <span className="clock" role="timer" aria-live="off" aria-label={t('clock.label')} title={t('clock.label')}>
      {text}
      {micros !== '' && <small>{micros}</small>}
    </span>
  );
}

/** What a step is. */
function StepMenu() {
  const kind = usePrefs((prefs) => prefs.stepKind);
  const set = usePrefs((prefs) => prefs.set);
  return (
    <Root modal={false}>
      <Trigger className="quiet-button time-menu" aria-label={t('timeline.steps', { what: t(`timeline.${kind}`) })}>
        {t(`timeline.${kind}Short`)}
        <ChevronDown aria-hidden />
      </Trigger>
      <Portal>
        <Content className="menu" align="start" side="top" sideOffset={4}>
          <Label className="menu-label">{t('timeline.stepsTitle')}</Label>
          <RadioGroup
            value={kind}
            onValueChange={(value) => {
              const chosen = KINDS.find((one) => one === value);
              if (chosen) set({ stepKind: chosen });
            }}
          >
            {KINDS.map((one) => (
              <RadioItem key={one} className="menu-item menu-choice" value={one}>
                <ItemIndicator className="menu-mark">•</ItemIndicator>
                {t(`timeline.${one}`)}
              </RadioItem>
            ))}
          </RadioGroup>
        </Content>
      </Portal>
    </Root>
  );
}

/** How fast time goes, and whether idle time goes faster. */
function SpeedMenu({ disabled }: { readonly disabled: boolean }) {
  const { speed, hurry, mode = 'beat' } = useLab((lab) => lab.pacing);
  const setPacing = useLab((lab) => lab.setPacing);
  return (
    <span className="transport-speed">
      <IconButton
        label={t('transport.slower')}
        shortcut={keyOf('time.slower')}
        disabled={disabled || speed <= (SPEEDS[0] ?? 0)}
        onClick={() => changeSpeed(-1)}
      >
        <Rewind aria-hidden />
      </IconButton>
      <Root modal={false}>
        <Trigger
          className="quiet-button time-menu speed"
          aria-label={t('timeline.speeds', { speed })}
          disabled={disabled}
        >
          {speed}×
        </Trigger>
        <Portal>
          <Content className="menu" align="center" side="top" sideOffset={4}>
            <Label className="menu-label">{t('timeline.speedTitle')}</Label>
            <RadioGroup value={String(speed)} onValueChange={(value) => setPacing({ speed: Number(value) })}>
              {SPEEDS.map((one) => (
                <RadioItem key={one} className="menu-item menu-choice" value={String(one)}>
                  <ItemIndicator className="menu-mark">•</ItemIndicator>
                  {one}×
                </RadioItem>
              ))}
            </RadioGroup>
            <Separator className="menu-separator" />
            <Label className="menu-label">{t('timeline.paceTitle')}</Label>
            <RadioGroup
              value={mode}
              onValueChange={(value) => setPacing({ mode: value === 'scaled' ? 'scaled' : 'beat' })}
            >
              <RadioItem className="menu-item menu-choice" value="beat">
                <ItemIndicator className="menu-mark">•</ItemIndicator>
                {t('timeline.paceBeat')}
              </RadioItem>
              <RadioItem className="menu-item menu-choice" value="scaled">
                <ItemIndicator className="menu-mark">•</ItemIndicator>
                {t('timeline.paceScaled', { count: SCALE / speed })}
              </RadioItem>
            </RadioGroup>
            <Separator className="menu-separator" />
            <CheckboxItem
              className="menu-item menu-choice"
              checked={hurry === true}
              onCheckedChange={(checked) => setPacing({ hurry: checked === true })}
            >
              <ItemIndicator className="menu-mark">✓</ItemIndicator>
              {t('timeline.hurry')}
            </CheckboxItem>
          </Content>
        </Portal>
      </Root>
      <IconButton
        label={t('transport.faster')}
        shortcut={keyOf('time.faster')}
        disabled={disabled || speed >= (SPEEDS.at(-1) ?? 0)}
        onClick={() => changeSpeed(1)}
      >
        <FastForward aria-hidden />
      </IconButton>
    </span>
  );
}

/** Play and pause, steps both ways, speed. */
export function Transport() {
  const playing = useLab((lab) => lab.pacing.playing);
  const ready = useLab((lab) => lab.status === 'ready');
  const past = useLab((lab) => lab.timeline?.end !== undefined);
  const kind = usePrefs((prefs) => prefs.stepKind);
  return (
    <div className="transport" role="toolbar" aria-label={t('transport.label')}>
      <IconButton className="wide-only" label={t('timeline.start')} disabled={!ready} onClick={() => seek(0)}>
        <ChevronFirst aria-hidden />
      </IconButton>
      <IconButton label={t(backLabel[kind])} shortcut={keyOf('time.back')} disabled={!ready} onClick={() => step(true)}>
        <StepBack aria-hidden />
      </IconButton>
      <IconButton
        label={playing ? t('transport.pause') : t('transport.play')}
        shortcut={keyOf('time.play')}
        className={playing ? 'primary' : 'primary paused'}
        disabled={!ready}
        onClick={togglePlaying}
      >
        {playing ? <Pause aria-hidden /> : <Play aria-hidden />}
      </IconButton>
      <IconButton
        label={t(nextLabel[kind])}
        shortcut={keyOf('time.step')}
        disabled={!ready}
        onClick={() => step(false)}
      >
        <StepForward aria-hidden />
      </IconButton>
      <IconButton
        className="wide-only"
        label={t('timeline.toNow')}
        disabled={!ready || !past}
        onClick={() => travel({ kind: 'now' })}
      >
        <ChevronLast aria-hidden />
      </IconButton>
      <StepMenu />
      <IconButton
        label={t('timeline.skip')}
        shortcut={keyOf('time.skip')}
        disabled={!ready}
        onClick={() => travel({ kind: 'skip' })}
      >
        <SkipForward aria-hidden />
      </IconButton>
      <SpeedMenu disabled={!ready} />
      <Clock />
    </div>
  );
}
