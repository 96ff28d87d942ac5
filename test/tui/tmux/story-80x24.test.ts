import { playAugust } from './story.ts';

playAugust(80, 24);
