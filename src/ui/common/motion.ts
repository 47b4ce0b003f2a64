/** Whether things should be where they belong at once instead of moving there. */
export function lessMotion(): boolean {
  return document.documentElement.dataset.motion === 'less';
}
