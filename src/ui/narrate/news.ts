// What has happened between two views of the world, and what of it is told: not more than a few sentences at once.
import { t } from '../common/messages.ts';

/** Something that has happened, with what its sentence tells. */
export type News =
  | {
      readonly kind: 'created' | 'running' | 'stopped' | 'paused' | 'removed' | 'network' | 'noNetwork';
      readonly name: string;
      readonly host: string;
    }
  | { readonly kind: 'attached' | 'detached'; readonly name: string; readonly network: string }
  | { readonly kind: 'hostOn' | 'hostOff' | 'left' | 'leads' | 'noLeader'; readonly host: string }
  | { readonly kind: 'joined'; readonly host: string; readonly role: string }
  | { readonly kind: 'service' | 'noService'; readonly name: string }
  | { readonly kind: 'tasks'; readonly name: string; readonly running: number; readonly wanted: number }
  | { readonly kind: 'goal'; readonly goal: string }
  | { readonly kind: 'done'; readonly host: string; readonly text: string };

export type Kind = News['kind'];

/** What is told only to those who want to hear everything. */
const details: ReadonlySet<Kind> = new Set<Kind>(['created', 'attached', 'detached', 'tasks', 'done']);

/** Whether somebody who does not want to hear everything is told of it. */
export const isImportant = ({ kind }: News): boolean => !details.has(kind);

function sentence(news: News): string {
  switch (news.kind) {
    case 'attached':
    case 'detached':
      return t(`narrate.${news.kind}`, { name: news.name, network: news.network });
    case 'hostOn':
    case 'hostOff':
    case 'left':
    case 'leads':
    case 'noLeader':
      return t(`narrate.${news.kind}`, { host: news.host });
    case 'joined':
      return t('narrate.joined', {
        host: news.host,
        role: t(news.role === 'manager' ? 'node.manager' : 'node.worker'),
      });
    case 'service':
    case 'noService':
      return t(`narrate.${news.kind}`, { name: news.name });
    case 'tasks':
      return t('narrate.tasks', { name: news.name, running: news.running, wanted: news.wanted });
    case 'goal':
      return t('narrate.goal', { goal: news.goal });
    case 'done':
      return t('narrate.done', { host: news.host, text: news.text });
    default:
      return t(`narrate.${news.kind}`, { name: news.name, host: news.host });
  }
}

/** So many sentences at once are heard out. */
const SENTENCES = 3;

/** What has happened, in a few sentences: several things of a kind in one, and how much there was besides. */
export function tell(all: readonly News[]): readonly string[] {
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const told = kinds.slice(0, SENTENCES).map((kind) => {
    const these = all.filter((news) => news.kind === kind);
    const [first] = these;
    return first !== undefined && these.length === 1
      ? sentence(first)
      : t(`narrate.${kind}.many`, { count: these.length });
  });
  const left = all.filter(({ kind }) => kinds.indexOf(kind) >= SENTENCES).length;
  return left === 0 ? told : [...told, t('narrate.more', { count: left })];
}
