import { Content, Portal, Provider, Root, Trigger } from 'radix-ui/tooltip';
import type { ComponentProps, ReactNode } from 'react';
import { keyName } from '../actions/chord.ts';

export { Provider as TooltipProvider };

interface TipProps {
  readonly label: string;
  /** The key that does the same, as on the key cap. */
  readonly shortcut?: string | undefined;
  readonly children: ReactNode;
}

/** Shows what a control does, and its key, on hover and on focus. */
export function Tip({ label, shortcut, children }: TipProps) {
  return (
    <Root>
      <Trigger asChild>{children}</Trigger>
      <Portal>
        <Content className="tip" sideOffset={6} collisionPadding={8}>
          {label}
          {shortcut !== undefined && <kbd>{keyName(shortcut)}</kbd>}
        </Content>
      </Portal>
    </Root>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  readonly label: string;
  readonly shortcut?: string | undefined;
}

/** A button with an icon and no text: named for screen readers, with a tip for everybody else. */
export function IconButton({ label, shortcut, className = '', children, ...rest }: IconButtonProps) {
  return (
    <Tip label={label} shortcut={shortcut}>
      <button type="button" {...rest} className={`icon-button ${className}`} aria-label={label}>
        {children}
      </button>
    </Tip>
  );
}
