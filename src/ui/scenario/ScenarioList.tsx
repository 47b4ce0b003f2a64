import { CircleCheck, Clock3 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '../common/messages.ts';
import { openScenario } from '../lab/labs.ts';
import { listScenarios, type ScenarioEntry } from '../lab/scenarios.ts';
import { useProgress } from './progress.ts';

type Listing =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'listed'; readonly entries: readonly ScenarioEntry[] };

function useListing(): Listing {
  const [listing, setListing] = useState<Listing>({ kind: 'loading' });
  useEffect(() => {
    let wanted = true;
    listScenarios().then(
      (entries) => wanted && setListing({ kind: 'listed', entries }),
      () => wanted && setListing({ kind: 'failed' }),
    );
    return () => {
      wanted = false;
    };
  }, []);
  return listing;
}

/** The guided scenarios that this site offers. */
export function ScenarioList() {
  const listing = useListing();
  const finished = useProgress((progress) => progress.finished);
  if (listing.kind === 'loading') return <p className="panel-note">{t('scenario.loading')}</p>;
  if (listing.kind === 'failed') return <p className="panel-note">{t('scenario.listFailed')}</p>;
  if (listing.entries.length === 0) return <p className="panel-note">{t('scenario.none')}</p>;
  return (
    <ul className="scenario-list">
      {listing.entries.map((entry) => (
        <li key={entry.id}>
          <button type="button" className="scenario-card" onClick={() => void openScenario(entry.id)}>
            <strong>{entry.title}</strong>
            <span>{entry.summary}</span>
            <small>
              <Clock3 aria-hidden />
              {t('scenario.minutes', { count: entry.minutes })}
              {finished[entry.id] && (
                <em>
                  <CircleCheck aria-hidden />
                  {t('scenario.finished')}
                </em>
              )}
            </small>
          </button>
        </li>
      ))}
    </ul>
  );
}
