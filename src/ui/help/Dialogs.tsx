// The dialogs, all in one lazily loaded part.
import { useEffect, useState } from 'react';
import { CommandPalette } from '../actions/CommandPalette.tsx';
import { Markdown } from '../common/Markdown.tsx';
import { t } from '../common/messages.ts';
import { LibraryDialog } from '../lab/LibraryDialog.tsx';
import { resetLab } from '../lab/labs.ts';
import { SettingsDialog } from '../settings/SettingsDialog.tsx';
import { OpenLinkDialog } from '../share/OpenLinkDialog.tsx';
import { RealityDialog } from '../share/RealityDialog.tsx';
import { ShareDialog } from '../share/ShareDialog.tsx';
import { type DialogName, useLayout } from '../store/layout.ts';
import { StyleSheet } from '../style/StyleSheet.tsx';
import { KeySheet } from './KeySheet.tsx';
import { NewLab } from './NewLab.tsx';
import { Sheet } from './Sheet.tsx';

/** The dialog has a title of its own. */
function withoutTitle(text: string): string {
  return text.replace(/^# .*\n/, '');
}

function Fidelity() {
  const [text, setText] = useState<string | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    import('../../../docs/FIDELITY.md?raw').then(
      (file) => wanted && setText(file.default),
      () => wanted && setText(t('fidelity.failed')),
    );
    return () => {
      wanted = false;
    };
  }, []);
  return (
    <Sheet title={t('fidelity.title')} description={t('fidelity.intro')} wide>
      {text === undefined ? <p className="muted">{t('fidelity.loading')}</p> : <Markdown text={withoutTitle(text)} />}
    </Sheet>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly what: string;
  readonly action: string;
  readonly act: () => void;
}

function Confirm({ title, what, action, act }: ConfirmProps) {
  const setDialog = useLayout((layout) => layout.setDialog);
  return (
    <Sheet title={title} description={what}>
      <div className="sheet-actions">
        <button type="button" className="button" onClick={() => setDialog(undefined)}>
          {t('dialog.cancel')}
        </button>
        <button
          type="button"
          className="button primary"
          onClick={() => {
            setDialog(undefined);
            act();
          }}
        >
          {action}
        </button>
      </div>
    </Sheet>
  );
}

/** The dialog that is open. */
export default function Dialogs({ dialog }: { readonly dialog: DialogName }) {
  switch (dialog) {
    case 'help':
      return <KeySheet />;
    case 'commands':
      return <CommandPalette />;
    case 'settings':
      return <SettingsDialog />;
    case 'style':
      return <StyleSheet />;
    case 'fidelity':
      return <Fidelity />;
    case 'new-lab':
      return <NewLab />;
    case 'labs':
      return <LibraryDialog />;
    case 'share':
      return <ShareDialog />;
    case 'reality':
      return <RealityDialog />;
    case 'open-link':
      return <OpenLinkDialog />;
    case 'reset-lab':
      return <Confirm title={t('lab.reset')} what={t('lab.resetWhat')} action={t('lab.resetDo')} act={resetLab} />;
  }
}
