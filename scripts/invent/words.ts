/** Names and phrases for invented people and documents. Any likeness to a real company is chance. */

/** Given name, family name, user name. */
export const PEOPLE: readonly (readonly [string, string, string])[] = [
  ['Agnieszka', 'Żółtowska', 'a.zoltowska'],
  ['Jürgen', 'Großmann', 'j.grossmann'],
  ['Søren', 'Ågård', 's.agard'],
  ['静', '李', 'j.li'],
  ['Zoé', 'Lefèvre', 'zoé.lefèvre'],
  ['Siobhán', "O'Dwyer", 's.odwyer'],
  ['Ólafur', 'Þórðarson', 'o.thordarson'],
  ['Marta', 'Quintanilha', 'm.quintanilha'],
  ['Дарина', 'Коваль', 'd.koval'],
  ['ليلى', 'حداد', 'l.haddad'],
  ['Tōru', 'Mizushima', 't.mizushima'],
  ['Noor', 'van der Velde', 'n.vandervelde'],
];

export const DEPARTMENTS = ['Quality', 'Production', 'Laboratory', 'Engineering', 'Regulatory Affairs'];

export const POSITIONS = ['Specialist', 'Team lead', 'Head of department', 'Technician', 'Analyst'];

export const SUBJECTS = [
  'the filling line',
  'cold storage',
  'balances and pipettes',
  'the purified-water loop',
  'incoming goods',
  'pest control',
  'the climate chamber “Nord”',
  'label printing',
  'deviations ≥ class 2',
  'Kühlkette & transport',
  'glass-breakage 🧪',
  'visitors and contractors',
];

export const ACTIVITIES = [
  'Cleaning of',
  'Calibration of',
  'Qualification of',
  'Handling of',
  'Change control for',
  'Training on',
  'Risk assessment of',
  'Annual review of',
];

export const REASONS = [
  'Findings of the internal audit',
  'New equipment',
  'Periodic review; wording made clearer',
  'Limits changed from ±0.5 °C to ±0.3 °C',
  'Corrected a typing error\n("calibraton")',
];

export const REMARKS = [
  'Please name the person responsible.',
  'Table 2: the second column lacks its unit.',
  'Agreed — nothing to add.',
  'Is "monthly" meant, or every 4 weeks?',
  'Path on the share: \\\\archive\\forms\\old\t(read only)',
  'Łącznie 3 uwagi, patrz załącznik.',
];

export const BROWSERS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
];

export const ADDRESSES = [
  '192.0.2.14',
  '192.0.2.77',
  '198.51.100.3',
  '2001:db8::1f',
  '2001:db8:0:7::2',
  null,
];
