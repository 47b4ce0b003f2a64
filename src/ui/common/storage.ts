// localStorage that may be blocked or full: the page works without it and says so once.
import { toast } from 'sonner';
import { t } from './messages.ts';

let warned = false;

/** Says once that nothing will be remembered. */
export function warnStorageBlocked(): void {
  if (warned) return;
  warned = true;
  toast.warning(t('storage.blocked'), { description: t('storage.blockedWhy') });
}

/** The part of `Storage` that panels and preferences need, without exceptions. */
export const safeStorage = {
  getItem(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      warnStorageBlocked();
    }
  },
};
