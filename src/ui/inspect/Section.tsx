import type { ReactNode } from 'react';

/** A part of the inspector, with its heading. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="inspect-section" aria-label={title}>
      <h4>{title}</h4>
      {children}
    </section>
  );
}
