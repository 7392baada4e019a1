import type {ReactiveControllerHost} from 'lit';
import type {WordsLocale} from '../../words/locale.ts';
import type {Written} from './settings.ts';

/** The tag as the code behind it sees it: what is written on it, and where its events go. */
export interface Tag extends HTMLElement, ReactiveControllerHost, Written {
  readonly disabled: boolean;
  /** The language of its sentences, figures and dates. */
  readonly language: WordsLocale;
}
