import { FilePlus2 } from 'lucide-react';
import { Content, Item, Portal, Root, Trigger } from 'radix-ui/dropdown-menu';
import { type FormEvent, useState } from 'react';
import { Tip } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { createFile, freePath, keyOf, useFiles } from './documents.ts';
import { isPath } from './paths.ts';
import { type Template, templates } from './templates.ts';

/** Asks for the path of a new file, with one that is free as a start. */
function PathForm({ template, close }: { readonly template: Template; readonly close: () => void }) {
  const host = useFiles((files) => files.host);
  const [path, setPath] = useState(() => freePath(useFiles.getState().directory, template.id));
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPath(path) || useFiles.getState().documents.has(keyOf(host, path))) {
      setWrong(true);
      return;
    }
    createFile(host, path, template.text);
    close();
  };
  return (
    <form className="new-file" onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the form comes up because the learner asked for it, to type here
        autoFocus
        aria-label={t('files.pathLabel')}
        aria-invalid={wrong}
        aria-describedby={wrong ? 'path-wrong' : undefined}
        value={path}
        spellCheck={false}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setPath(event.target.value)}
      />
      <button type="submit" className="small-button">
        {t('files.create')}
      </button>
      <button type="button" className="small-button" onClick={close}>
        {t('dialog.cancel')}
      </button>
      {wrong && (
        <p id="path-wrong" role="alert">
          {t('files.pathWrong')}
        </p>
      )}
    </form>
  );
}

/** The button that offers templates for a new file, then asks for its path. */
export function NewFile() {
  const [template, setTemplate] = useState<Template | undefined>(undefined);
  if (template !== undefined) return <PathForm template={template} close={() => setTemplate(undefined)} />;
  return (
    <Root modal={false}>
      <Tip label={t('files.new')}>
        <Trigger className="icon-button" aria-label={t('files.new')}>
          <FilePlus2 aria-hidden />
        </Trigger>
      </Tip>
      <Portal>
        <Content className="menu" align="start" sideOffset={4} onCloseAutoFocus={(event) => event.preventDefault()}>
          {templates.map((one) => (
            <Item key={one.id} className="menu-item template-item" onSelect={() => setTemplate(one)}>
              <strong>{t(one.title)}</strong>
              <small>{t(one.what)}</small>
            </Item>
          ))}
        </Content>
      </Portal>
    </Root>
  );
}
