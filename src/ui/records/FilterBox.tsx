import { CircleAlert, CircleCheck, ListFilter, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { FilterHelp } from '../../session/protocol.ts';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { door } from '../store/door.ts';
import { problemWords, typeWords } from './problem-words.ts';
import { recentFilters, rememberFilter } from './recent.ts';
import { useSearch } from './search.ts';

/** Rests this long before what is typed is applied (milliseconds). */
const REST_MS = 180;

interface Choice {
  readonly text: string;
  readonly what: string;
  /** Takes the place of the whole filter. */
  readonly whole: boolean;
}

function choicesOf(text: string, help: FilterHelp | undefined): readonly Choice[] {
  if (text.trim() === '') return recentFilters().map((one) => ({ text: one, what: t('filter.recent'), whole: true }));
  return (help?.words ?? []).map(({ text: word, what, type }) => ({
    text: word,
    what: what ?? (type === undefined ? '' : typeWords(type)),
    whole: false,
  }));
}

/** What the worker says of the text while it is typed. A filter that can be read is applied. */
function useHelp(text: string, cursor: number): FilterHelp | undefined {
  const [help, setHelp] = useState<{ readonly text: string; readonly help: FilterHelp }>();
  const apply = useSearch((search) => search.set);
  useEffect(() => {
    let isWanted = true;
    const rest = setTimeout(() => {
      door()
        ?.helpFilter(text, cursor)
        .then(
          (answer) => {
            if (!isWanted) return;
            setHelp({ text, help: answer });
            if (answer.problem === undefined && useSearch.getState().filter !== text) apply({ filter: text });
          },
          () => undefined,
        );
    }, REST_MS);
    return () => {
      isWanted = false;
      clearTimeout(rest);
    };
  }, [text, cursor, apply]);
  return help?.text === text ? help.help : undefined;
}

function Problem(props: { readonly id: string; readonly help: FilterHelp; readonly fix: (text: string) => void }) {
  const { problem } = props.help;
  if (problem === undefined) return null;
  const { fix } = problem;
  return (
    <p className="filter-problem" id={props.id} role="status">
      <CircleAlert className="problem-sign" aria-hidden />
      <span>{problemWords(problem)}</span>
      {fix !== undefined && (
        <button type="button" className="link-button" onClick={() => props.fix(fix)}>
          {t('filter.fix', { fix })}
        </button>
      )}
    </p>
  );
}

interface ChoicesProps {
  readonly id: string;
  readonly choices: readonly Choice[];
  readonly at: number;
  readonly choose: (choice: Choice) => void;
}

function Choices({ id, choices, at, choose }: ChoicesProps) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new choice in front is the occasion to show it
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div ref={list} id={id} className="filter-choices" role="listbox" aria-label={t('filter.words')}>
      {choices.map((choice, i) => (
        <div
          key={choice.text}
          id={`${id}-${i}`}
          className="filter-choice"
          role="option"
          tabIndex={-1}
          aria-selected={i === at}
          onPointerDown={(event) => {
            event.preventDefault();
            choose(choice);
          }}
        >
          <code>{choice.text}</code>
          <small>{choice.what}</small>
        </div>
      ))}
    </div>
  );
}

function StateSign({ state }: { readonly state: 'empty' | 'good' | 'bad' }) {
  if (state === 'good') return <CircleCheck className="filter-state" aria-hidden />;
  if (state === 'bad') return <CircleAlert className="filter-state" aria-hidden />;
  return <ListFilter className="filter-state" aria-hidden />;
}

/** The filter box: says what is wrong while one types, and what may come next. */
export function FilterBox() {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const filter = useSearch((search) => search.filter);
  const [text, setText] = useState(filter);
  const [cursor, setCursor] = useState(filter.length);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  // Menus and chips set the filter, too.
  useEffect(() => setText(filter), [filter]);
  const help = useHelp(text, cursor);
  const choices = open ? choicesOf(text, help) : [];
  const bad = help?.problem !== undefined;
  const change = (next: string, to: number) => {
    setText(next);
    setCursor(to);
    setAt(-1);
    requestAnimationFrame(() => input.current?.setSelectionRange(to, to));
  };
  const choose = ({ text: word, whole }: Choice) => {
    const { from, to } = whole || help === undefined ? { from: 0, to: text.length } : help;
    const behind = text.slice(to);
    const gap = behind.startsWith(' ') ? '' : ' ';
    change(`${text.slice(0, from)}${word}${gap}${behind}`, from + word.length + 1);
    setOpen(!whole);
  };
  const fix = (right: string) => {
    const problem = help?.problem;
    if (problem === undefined) return;
    const end = problem.at + problem.length;
    change(text.slice(0, problem.at) + right + text.slice(end), problem.at + right.length);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setOpen(true);
      else if (key === 'ArrowDown') setAt(at + 1 < choices.length ? at + 1 : 0);
      else setAt(at > 0 ? at - 1 : choices.length - 1);
    } else if (key === 'Enter' || (key === 'Tab' && at >= 0)) {
      const chosen = choices[at];
      if (chosen === undefined) {
        rememberFilter(text);
        setOpen(false);
      } else {
        event.preventDefault();
        choose(chosen);
      }
    } else if (key === 'Escape' && open) {
      event.preventDefault();
      setOpen(false);
    } else if (key === ' ' && event.ctrlKey) {
      event.preventDefault();
      setOpen(true);
    }
  };
  const showsChoices = choices.length > 0;
  // While words are offered, a filter is not wrong yet, but unfinished.
  const state = text.trim() === '' || (bad && showsChoices) ? 'empty' : bad ? 'bad' : 'good';
  return (
    <div className="filter-box" data-state={state}>
      <div className="search">
        <StateSign state={state} />
        <input
          ref={input}
          role="combobox"
          value={text}
          placeholder={t('filter.placeholder')}
          aria-label={t('filter.label')}
          aria-invalid={bad}
          aria-describedby={bad ? `${id}-problem` : undefined}
          aria-expanded={showsChoices}
          aria-controls={`${id}-words`}
          aria-autocomplete="list"
          aria-activedescendant={showsChoices && at >= 0 ? `${id}-words-${at}` : undefined}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setCursor(event.target.selectionStart ?? event.target.value.length);
            setAt(-1);
            setOpen(true);
          }}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? text.length)}
          onFocus={() => setOpen(text.trim() === '')}
          onBlur={() => {
            setOpen(false);
            if (!bad) rememberFilter(text);
          }}
          onKeyDown={onKeyDown}
        />
        {text !== '' && (
          <IconButton label={t('filter.clear')} className="filter-clear" onClick={() => change('', 0)}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      {showsChoices && <Choices id={`${id}-words`} choices={choices} at={at} choose={choose} />}
      {help !== undefined && bad && !showsChoices && <Problem id={`${id}-problem`} help={help} fix={fix} />}
    </div>
  );
}
