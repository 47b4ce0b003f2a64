// The canvas's words; common/messages.ts puts them into the one catalogue.

export const canvasMessages = {
  'canvas.label': 'Network map',
} as const;
