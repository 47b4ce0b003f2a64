import { tryWorlds } from './worlds.ts';

tryWorlds(3, 4);
