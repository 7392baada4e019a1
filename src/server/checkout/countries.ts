/** ISO 3166-1: alpha-3 and alpha-2 codes side by side. */
const CODES = `
ABW AW AFG AF AGO AO AIA AI ALA AX ALB AL AND AD ARE AE ARG AR ARM AM ASM AS ATA AQ ATF TF ATG AG AUS AU AUT AT AZE AZ
BDI BI BEL BE BEN BJ BES BQ BFA BF BGD BD BGR BG BHR BH BHS BS BIH BA BLM BL BLR BY BLZ BZ BMU BM BOL BO BRA BR BRB BB BRN BN BTN BT BVT BV BWA BW
CAF CF CAN CA CCK CC CHE CH CHL CL CHN CN CIV CI CMR CM COD CD COG CG COK CK COL CO COM KM CPV CV CRI CR CUB CU CUW CW CXR CX CYM KY CYP CY CZE CZ
DEU DE DJI DJ DMA DM DNK DK DOM DO DZA DZ ECU EC EGY EG ERI ER ESH EH ESP ES EST EE ETH ET FIN FI FJI FJ FLK FK FRA FR FRO FO FSM FM
GAB GA GBR GB GEO GE GGY GG GHA GH GIB GI GIN GN GLP GP GMB GM GNB GW GNQ GQ GRC GR GRD GD GRL GL GTM GT GUF GF GUM GU GUY GY
HKG HK HMD HM HND HN HRV HR HTI HT HUN HU IDN ID IMN IM IND IN IOT IO IRL IE IRN IR IRQ IQ ISL IS ISR IL ITA IT JAM JM JEY JE JOR JO JPN JP
KAZ KZ KEN KE KGZ KG KHM KH KIR KI KNA KN KOR KR KWT KW LAO LA LBN LB LBR LR LBY LY LCA LC LIE LI LKA LK LSO LS LTU LT LUX LU LVA LV
MAC MO MAF MF MAR MA MCO MC MDA MD MDG MG MDV MV MEX MX MHL MH MKD MK MLI ML MLT MT MMR MM MNE ME MNG MN MNP MP MOZ MZ MRT MR MSR MS MTQ MQ MUS MU MWI MW MYS MY MYT YT
NAM NA NCL NC NER NE NFK NF NGA NG NIC NI NIU NU NLD NL NOR NO NPL NP NRU NR NZL NZ OMN OM PAK PK PAN PA PCN PN PER PE PHL PH PLW PW PNG PG POL PL PRI PR PRK KP PRT PT PRY PY PSE PS PYF PF
QAT QA REU RE ROU RO RUS RU RWA RW SAU SA SDN SD SEN SN SGP SG SGS GS SHN SH SJM SJ SLB SB SLE SL SLV SV SMR SM SOM SO SPM PM SRB RS SSD SS STP ST SUR SR SVK SK SVN SI SWE SE SWZ SZ SXM SX SYC SC SYR SY
TCA TC TCD TD TGO TG THA TH TJK TJ TKL TK TKM TM TLS TL TON TO TTO TT TUN TN TUR TR TUV TV TWN TW TZA TZ UGA UG UKR UA UMI UM URY UY USA US UZB UZ
VAT VA VCT VC VEN VE VGB VG VIR VI VNM VN VUT VU WLF WF WSM WS YEM YE ZAF ZA ZMB ZM ZWE ZW`.trim().split(/\s+/);

const byAlpha3 = new Map<string, string>();
for (let at = 0; at + 1 < CODES.length; at += 2) byAlpha3.set(CODES[at] ?? '', CODES[at + 1] ?? '');

/** Every ISO 3166-1 alpha-2 code, sorted. */
export const COUNTRIES: readonly string[] = [...byAlpha3.values()].sort();
const known = new Set(COUNTRIES);

const namesIn = ['en', 'zh-Hans', 'zh-Hant'].map(locale => new Intl.DisplayNames(locale, {type: 'region', fallback: 'none'}));
let byName: Map<string, string> | undefined;

function names(): Map<string, string> {
  if (byName) return byName;
  byName = new Map(COUNTRIES.flatMap(code => namesIn.flatMap(list => {
    const name = list.of(code);
    return name === undefined ? [] : [[plain(name), code] as const];
  })));
  // Everyday names that the tables write longer.
  for (const [name, code] of [['hong kong', 'HK'], ['macao', 'MO'], ['macau', 'MO'], ['香港', 'HK'], ['澳門', 'MO'], ['澳门', 'MO']] as const) byName.set(name, code);
  return byName;
}

function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim();
}

/** The alpha-2 code of a country written as alpha-2, alpha-3 or by its name in our languages; undefined when unknown. */
export function readCountry(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const code = text.trim().toUpperCase();
  if (known.has(code)) return code;
  return byAlpha3.get(code) ?? names().get(plain(text));
}

/** The name of a country for a buyer, as the tag writes it: the long names of Hong Kong and Macao are long indeed, other short ones are abbreviations in English. */
export function countryName(code: string, locale: string): string {
  const style = locale.startsWith('en') && code !== 'HK' && code !== 'MO' ? 'long' : 'short';
  return new Intl.DisplayNames([locale, 'en'], {type: 'region', style}).of(code) ?? code;
}

/** Where an address is complete without a town: the country is the town, or its districts are. */
const NO_LOCALITY = new Set(['HK', 'MO', 'SG', 'MC', 'VA', 'GI']);
/** Where mail needs the state or province by its name. */
const REGION = new Set(['US', 'CA', 'AU', 'CN', 'BR', 'MX']);
/** Where mail does not go without a postcode; in other places it is welcome but never asked for. */
const POSTCODE = new Set([
  'US', 'CA', 'GB', 'AU', 'NZ', 'JP', 'KR', 'SG', 'MY', 'TH', 'IN', 'BR', 'MX', 'DE', 'FR', 'IT', 'ES', 'PT', 'NL', 'BE', 'LU', 'AT', 'CH', 'DK',
  'SE', 'NO', 'FI', 'PL', 'CZ', 'SK', 'HU', 'GR',
]);

/** Which parts an address in this country cannot do without, besides the street. */
export function addressNeeds(country: string): {readonly locality: boolean; readonly region: boolean; readonly postcode: boolean} {
  return {locality: !NO_LOCALITY.has(country), region: REGION.has(country), postcode: POSTCODE.has(country)};
}
