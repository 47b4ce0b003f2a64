import { tryWorlds } from './worlds.ts';

tryWorlds(2, 4);
