import { playAugust } from './story.ts';

playAugust(200, 60);
