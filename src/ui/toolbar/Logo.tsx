/** A packet's two hops. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <g stroke="var(--on-accent)" fill="var(--on-accent)">
        <path d="M7 22C9 10 15 10 16 19C17 10 23 10 25 22" fill="none" strokeWidth="2.6" strokeLinecap="round" />
        <circle cx="7" cy="22" r="2.4" />
        <circle cx="16" cy="19.5" r="2.4" />
        <circle cx="25" cy="22" r="2.4" />
      </g>
    </svg>
  );
}
