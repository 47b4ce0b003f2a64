import { tryWorlds } from './worlds.ts';

tryWorlds(1, 4);
