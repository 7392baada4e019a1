import type {ReactiveControllerHost} from 'lit';
import type {WordsLocale} from '../../words/locale.ts';
import type {Written} from './settings.ts';

/** The tag as the code behind it sees it: what was written on it, and where its events go. */
export interface Tag extends HTMLElement, ReactiveControllerHost {
  readonly disabled: boolean;
  /** Attributes, properties and the page's configuration, the nearest first. */
  written(): Written;
  /** The language of its sentences, figures and dates. */
  readonly language: WordsLocale;
}
