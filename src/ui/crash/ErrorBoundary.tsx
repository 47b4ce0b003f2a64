import './crash.css';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { download } from '../common/download.ts';
import { t } from '../common/messages.ts';

interface Props {
  /** What failed, for the reader. */
  readonly part: string;
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | undefined;
  readonly where: string;
}

/** Keeps a mistake in one part of the page from blanking the rest. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined, where: '' };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(_: unknown, info: ErrorInfo): void {
    this.setState({ where: info.componentStack ?? '' });
  }

  override render(): ReactNode {
    const { error, where } = this.state;
    if (error === undefined) return this.props.children;
    const report = { part: this.props.part, message: error.message, stack: error.stack, where };
    return (
      <div className="part-crash" role="alert">
        <h2>{t('crash.part', { part: this.props.part })}</h2>
        <p>{error.message}</p>
        <div className="crash-actions">
          <button
            type="button"
            className="button primary"
            onClick={() => this.setState({ error: undefined, where: '' })}
          >
            {t('crash.retry')}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => download('hoplab-page-error.json', JSON.stringify(report, null, 2))}
          >
            {t('crash.download')}
          </button>
        </div>
      </div>
    );
  }
}
