import { tryWorlds } from './worlds.ts';

tryWorlds(0, 4);
