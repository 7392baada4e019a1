export type {HandlerRule} from './handler-trial.ts';
export type {BareInstrument, HandlerWorld, ShopControl} from './handler-world.ts';
export {handlerRules, judgeHandler} from './judge-handler.ts';
export {judgeProvider, providerRules} from './judge-provider.ts';
export type {OwnSurface, ProviderWorld, Sale, Stage, Way} from './provider-world.ts';
export type {NotifyOptions, ServiceFault, ServiceTrade, ServiceUnderTest} from './service.ts';
export type {ProviderRule, ProviderSource} from './trial.ts';
export {RuleBroken} from './verdict.ts';
export type {Case, Report, Rule, Verdict} from './verdict.ts';
