/** CSS pixels of so many rem: readers who ask for larger type get larger panels and rows with it. */
export function rem(count: number): number {
  return count * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
