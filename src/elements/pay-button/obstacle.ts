import type {TemplateResult} from 'lit';
import {MerchantError} from '../../merchant/merchant.ts';
import {report} from '../../page/reports.ts';
import type {Unavailable} from '../../payment/known-providers.ts';
import {obstacleWords} from '../../words/obstacles.ts';
import type {ObstacleWords} from '../../words/obstacles.ts';
import type {WordsLocale} from '../../words/locale.ts';
import {fill} from '../../words/sentence.ts';
import {NotReady} from './not-ready.ts';
import type {Tag} from './tag.ts';

/** Why nothing can be sold, as the buyer is told, and what they can do about it. */
export interface Obstacle {
  readonly sentence?: string;
  readonly wayOut?: () => TemplateResult;
}

interface Known {
  readonly language: WordsLocale;
  /** Of the price. */
  readonly currency: string;
}

/** What a buyer can do something about comes first. */
const reasons = new Map<Unavailable['reason'], keyof ObstacleWords>([
  ['place', 'noProviderPlace'],
  ['currency', 'noProviderCurrency'],
  ['csp', 'noProviderCsp'],
  ['script', 'noProviderScript'],
]);

/** What the buyer is told when a tag cannot get ready; its author is told, too. */
export async function obstacleOf(tag: Tag, error: unknown, {language, currency}: Known): Promise<Obstacle> {
  const passed = error instanceof NotReady ? error.passed : [];
  report(tag, 'sale', ['This tag cannot sell:', error instanceof Error ? error.message : String(error), ...lacksOf(passed)].join(' '));
  const first = passed.find(({remedy}) => remedy) ?? [...reasons.keys()].map((reason) => passed.find((one) => one.reason === reason)).find(Boolean);
  const words = await obstacleWords(language);
  const name = first?.of?.name[language] ?? first?.of?.name.en ?? '';
  const sentence = fill(words[(first && reasons.get(first.reason)) ?? wordFor(error)], {currency, name});
  if (first?.reason !== 'place') return {sentence};
  return {sentence, wayOut: (await import('./way-out.ts')).linkToCopy(tag, words)};
}

/** Tells the author which providers could be offered if the page let them; that some do not suit a shop or a place is as it should be. */
export function reportPassed(tag: Tag, passed: readonly Unavailable[]): void {
  const mendable = passed.filter(({reason}) => /^(csp|script|unknown)$/.test(reason));
  if (mendable.length) report(tag, 'providers', lacksOf(mendable).join(' '));
}

/** One that stood behind the button may have been asked twice. */
const lacksOf = (passed: readonly Unavailable[]): readonly string[] => [...new Set(passed.map(lackOf))];

function lackOf({provider, reason, detail, of}: Unavailable): string {
  const lines = Object.entries(of?.csp ?? {}).map(([directive, sources]) => `${directive} ${sources.join(' ')}`);
  const needs = /^(csp|script)$/.test(reason) && lines.length ? ` The page's Content-Security-Policy must allow: ${lines.join('; ')}.` : '';
  return `Provider "${provider}" is unavailable here (${reason})${detail ? `: ${detail.replace(/\.$/, '')}` : ''}.${needs}`;
}

function wordFor(error: unknown): keyof ObstacleWords {
  if (error instanceof NotReady) return 'noProvider';
  if (!(error instanceof MerchantError)) return 'cannotSell';
  return error.code === 'not_found' ? 'notFound' : error.code === 'unreachable' || error.code === 'busy' ? 'shopAway' : 'cannotSell';
}
