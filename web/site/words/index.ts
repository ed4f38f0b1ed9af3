import { dictionary } from '../../ui/language.ts';
import { de } from './de.ts';
import { en } from './en.ts';

export const words = dictionary({ en, de });
