import './scenario.css';
import { ArrowLeft, ArrowRight, CircleCheck, CircleDashed, Lightbulb, List, PartyPopper, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { StepState } from '../../session/protocol.ts';
import { fillIn } from '../../sim/scenario/commands.ts';
import type { Scenario, ScenarioStep } from '../../sim/scenario/format.ts';
import { IconButton } from '../common/IconButton.tsx';
import { Markdown } from '../common/Markdown.tsx';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { followPointer } from '../terminal/focus.ts';
import { checkLabel } from './check-label.ts';
import { missingText } from './missing-text.ts';
import { useProgress } from './progress.ts';
import { ScenarioList } from './ScenarioList.tsx';

/** The commands that a step offers, each run by a press. */
export function Commands({ step, hosts }: { readonly step: ScenarioStep; readonly hosts: number }) {
  const run = useLab((lab) => lab.run);
  const tokens = useLab((lab) => lab.view?.clusters?.[0]?.tokens);
  if (step.commands.length === 0) return null;
  return (
    <ul className="commands" aria-label={t('scenario.commands')}>
      {step.commands.map((command) => (
        <li key={`${command.host} ${command.run}`}>
          <button
            type="button"
            className="command"
            onClick={(event) => {
              run(command.host, fillIn(command.run, tokens));
              followPointer(event);
            }}
          >
            <Play aria-hidden />
            <code>{fillIn(command.run, tokens)}</code>
            {hosts > 1 && <small>{command.host}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Checks({ state }: { readonly state: StepState | undefined }) {
  if (state === undefined || state.checks.length === 0) return null;
  return (
    <section aria-label={t('scenario.goals')}>
      <h3>{t('scenario.goals')}</h3>
      <ul className="checks">
        {state.checks.map(({ check, met, missing }) => (
          <li key={JSON.stringify(check)} className={met ? 'met' : ''}>
            {met ? <CircleCheck aria-label={t('scenario.met')} /> : <CircleDashed aria-label={t('scenario.unmet')} />}
            <span>
              {checkLabel(check)}
              {missing !== undefined && <small>{missingText(check, missing)}</small>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Steps(props: { readonly scenario: Scenario; readonly checks: readonly StepState[]; readonly at: number }) {
  const { scenario, checks, at } = props;
  const go = useProgress((progress) => progress.go);
  return (
    <ol className="steps" aria-label={t('scenario.steps')}>
      {scenario.steps.map((step, i) => {
        const done = checks.find((state) => state.step === i)?.done === true;
        const label = t('scenario.stepLabel', { n: i + 1, title: step.title });
        return (
          <li key={step.title}>
            <button
              type="button"
              className={`step-dot ${done ? 'done' : ''}`}
              aria-current={i === at ? 'step' : undefined}
              aria-label={done ? t('scenario.stepDone', { label }) : label}
              title={step.title}
              onClick={() => go(scenario.id, i)}
            >
              {done ? <CircleCheck aria-hidden /> : i + 1}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** At which of its steps the reader is. */
export function useStep({ id, steps }: Scenario): number {
  const at = useProgress((progress) => progress.at[id] ?? 0);
  return Math.min(Math.max(at, 0), steps.length - 1);
}

function Running({ scenario, showList }: { readonly scenario: Scenario; readonly showList: () => void }) {
  const checks = useLab((lab) => lab.checks);
  const { go, finish } = useProgress();
  const last = scenario.steps.length - 1;
  const at = useStep(scenario);
  const step = scenario.steps[at];
  const state = checks.find((one) => one.step === at);
  const allDone = checks.length > 0 && checks.every((one) => one.done);
  useEffect(() => {
    if (allDone) finish(scenario.id);
  }, [allDone, finish, scenario.id]);
  if (step === undefined) return null;
  return (
    <div className="scenario">
      <div className="scenario-head">
        <IconButton label={t('scenario.showList')} onClick={showList}>
          <List aria-hidden />
        </IconButton>
        <h2>{scenario.title}</h2>
      </div>
      <Steps scenario={scenario} checks={checks} at={at} />
      <article className="step" aria-live="polite">
        <h2>{step.title}</h2>
        <Markdown text={step.text} />
        <Commands step={step} hosts={scenario.world.hosts.length} />
        <Checks state={state} />
        {step.hint !== undefined && (
          <details className="hint" key={at}>
            <summary>
              <Lightbulb aria-hidden />
              {t('scenario.hint')}
            </summary>
            <Markdown text={step.hint} />
          </details>
        )}
        {allDone && at === last && (
          <p className="finished">
            <PartyPopper aria-hidden />
            {t('scenario.allDone')}
          </p>
        )}
      </article>
      <footer className="step-nav">
        <button type="button" className="button" disabled={at === 0} onClick={() => go(scenario.id, at - 1)}>
          <ArrowLeft aria-hidden />
          {t('scenario.back')}
        </button>
        <button
          type="button"
          className={`button ${state?.done === true ? 'primary' : ''}`}
          disabled={at === last}
          onClick={() => go(scenario.id, at + 1)}
        >
          {t('scenario.next')}
          <ArrowRight aria-hidden />
        </button>
      </footer>
    </div>
  );
}

/** The guide: the list of scenarios, or the one that runs. */
export function ScenarioPanel() {
  const scenario = useLab((lab) => lab.scenario);
  const [listFor, setListFor] = useState<string | undefined>(undefined);
  if (scenario === undefined) return <ScenarioList />;
  if (listFor !== scenario.id) {
    return <Running key={scenario.id} scenario={scenario} showList={() => setListFor(scenario.id)} />;
  }
  return (
    <>
      <button type="button" className="button continue" onClick={() => setListFor(undefined)}>
        <ArrowLeft aria-hidden />
        {t('scenario.continue', { title: scenario.title })}
      </button>
      <ScenarioList />
    </>
  );
}
