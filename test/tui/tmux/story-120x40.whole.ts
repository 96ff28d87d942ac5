import { playAugust } from './story.ts';

playAugust(120, 40);
