// The words of the page as a room sees it.
export const projectorMessages = {
  'projector.title': 'Projector',
  'projector.on': 'Show to a room: large type, high contrast, captions',
  'projector.off': 'Back from the projector',
  'projector.toggle': 'Show to a room, or back',
  'projector.next': 'On to the next command or event',
  'projector.previous': 'Back to the command or event before',
  'projector.blank': 'Blank the screen, or show it again',
  'projector.blanked': 'The screen is blank. Press B to show it again.',
  'caption.label': 'Caption',
  'caption.hop': '{where}: {protocol}, {info}',
  'caption.nothing': 'What happens next is told here.',
} as const;
