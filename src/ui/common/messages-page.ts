// The words of everything on the page but the canvas.

export const pageMessages = {
  'app.name': 'Hoplab',
} as const;
