import './predict.css';
import { Check, Eye, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Choice, Outcome, PredictionView, Question } from '../../session/protocol.ts';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { ProtocolBadge } from '../common/ProtocolBadge.tsx';
import { useLab } from '../store/lab.ts';
import { predict, usePrediction } from './prediction.ts';

/** A key that was meant for a terminal, when a question came up just then, answers nothing (milliseconds). */
const STARTLED_MS = 500;

function questionWords({ kind, device, netns, about }: Question): string {
  switch (kind) {
    case 'bridge':
      return t('predict.bridge', { device, about });
    case 'route':
      return t('predict.route', { netns, about });
    case 'filter':
      return t('predict.filter', { netns, about });
    case 'translation':
      return t('predict.translation', { netns });
    case 'dns':
      return t('predict.dns', { about });
    case 'backend':
      return t('predict.backend', { about });
  }
}

const choiceWords = ({ kind, text = '' }: Choice): string => (kind === 'thing' ? text : t(`predict.${kind}`));

interface ChoiceProps {
  readonly choice: Choice;
  readonly at: number;
  readonly outcome: Outcome | undefined;
}

function ChoiceButton({ choice, at, outcome }: ChoiceProps) {
  const isRight = outcome?.right === at;
  const isChosen = outcome?.chosen === at;
  const state = outcome === undefined ? '' : isRight ? 'right' : isChosen ? 'wrong' : 'other';
  return (
    <li>
      <button
        type="button"
        className={`choice ${state}`}
        disabled={outcome !== undefined}
        aria-keyshortcuts={String(at + 1)}
        onClick={() => predict({ kind: 'answer', choice: at })}
      >
        <kbd aria-hidden>{at + 1}</kbd>
        <span className={choice.kind === 'thing' ? 'mono' : ''}>{choiceWords(choice)}</span>
        {isRight && <Check aria-hidden />}
        {isChosen && !isRight && <X aria-hidden />}
        {isRight && <small>{t('predict.rightOne')}</small>}
        {isChosen && !isRight && <small>{t('predict.yours')}</small>}
      </button>
    </li>
  );
}

/** Right or wrong, why, and on. */
function Verdict({ outcome, question }: { readonly outcome: Outcome; readonly question: Question }) {
  const select = useLab((lab) => lab.select);
  const on = useRef<HTMLButtonElement>(null);
  useEffect(() => on.current?.focus(), []);
  const isRight = outcome.chosen === outcome.right;
  return (
    <div className="predict-verdict">
      <p role="status">
        <b className={isRight ? 'right' : 'wrong'}>{isRight ? t('predict.isRight') : t('predict.isWrong')}</b>{' '}
        {outcome.why === '' ? t('predict.passed') : outcome.why}
      </p>
      <div className="predict-actions">
        <button type="button" className="small-button" onClick={() => select({ kind: 'record', seq: question.seq })}>
          <Eye aria-hidden />
          {t('predict.why')}
        </button>
        <button type="button" className="button primary" ref={on} onClick={() => predict({ kind: 'continue' })}>
          {t('predict.continue')}
        </button>
      </div>
    </div>
  );
}

/** Calls when the place in focus is not typed in: at once, or in a terminal as soon as the keys rest. Answers with the way to stop waiting. */
function afterTyping(place: Element | null, act: () => void): () => void {
  if (place === null || place.closest('.xterm') === null) {
    act();
    return () => undefined;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(timer);
    removeEventListener('keydown', wait, true);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      stop();
      if (document.activeElement === place) act();
    }, STARTLED_MS);
  };
  addEventListener('keydown', wait, true);
  wait();
  return stop;
}

function Ask({ view, question }: { readonly view: PredictionView; readonly question: Question }) {
  const select = useLab((lab) => lab.select);
  const card = useRef<HTMLElement>(null);
  const came = useRef(0);
  const { outcome } = view;
  const { target } = question;
  useEffect(() => {
    const before = document.activeElement;
    const stop = afterTyping(before, () => {
      came.current = performance.now();
      card.current?.focus();
    });
    return () => {
      stop();
      // Back to the terminal, or wherever the reader was, unless another place was chosen meanwhile.
      if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const choice = Number(event.key) - 1;
    if (outcome !== undefined || !question.choices[choice] || performance.now() - came.current < STARTLED_MS) return;
    event.preventDefault();
    predict({ kind: 'answer', choice });
  };
  const asked = view.right + view.wrong;
  return (
    <section
      className="predict-card"
      role="dialog"
      aria-labelledby="predict-question"
      tabIndex={-1}
      ref={card}
      onKeyDown={onKeyDown}
    >
      <header>
        <h2>{t('predict.title')}</h2>
        <span
          className="predict-score"
          title={t('predict.score', { right: view.right, wrong: view.wrong, skipped: view.skipped })}
        >
          {t('predict.scoreShort', { right: view.right, asked })}
        </span>
        <IconButton label={t('predict.off')} onClick={() => predict({ kind: 'stop' })}>
          <X aria-hidden />
        </IconButton>
      </header>
      <p className="predict-packet">
        <ProtocolBadge protocol={question.protocol} dropped={false} />
        <span>{question.info}</span>
      </p>
      <p id="predict-question" className="predict-question">
        {questionWords(question)}
      </p>
      <ol aria-label={t('predict.choices')}>
        {question.choices.map((choice, at) => (
          <ChoiceButton key={`${choice.kind} ${choice.text ?? ''}`} choice={choice} at={at} outcome={outcome} />
        ))}
      </ol>
      {outcome === undefined ? (
        <div className="predict-actions">
          {target !== undefined && (
            <button type="button" className="small-button" onClick={() => select(target)}>
              <Eye aria-hidden />
              {t('predict.look', { device: question.device })}
            </button>
          )}
          <button type="button" className="small-button" onClick={() => predict({ kind: 'skip' })}>
            {t('predict.skip')}
          </button>
        </div>
      ) : (
        <Verdict outcome={outcome} question={question} />
      )}
    </section>
  );
}

/** The question that holds time. */
export default function PredictCard() {
  const view = usePrediction((prediction) => prediction.view);
  const question = view?.question;
  if (view === undefined || question === undefined) return null;
  return <Ask key={`${question.seq} ${question.kind}`} view={view} question={question} />;
}
