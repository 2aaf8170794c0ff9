/** Words that questions use in place of those of a text. A passage with another word of a line counts half as much as one with the word. */
export const synonyms: readonly (readonly string[])[] = `
  home house dwelling building flat apartment
  buy purchase acquire order book
  price cost expense fee charge pay money
  salary wage income earn pay
  finance fund sponsor grant subsidy
  choose select pick selection
  participant volunteer applicant member owner
  animal pet dog cat
  illness disease sick ill
  child kid son daughter
  start begin commence open
  end finish stop close
  big large huge giant great enormous
  small little tiny
  job work occupation profession position employ
  boss chief head manager leader
  reason cause because
  problem fault defect failure error
  repair fix mend solve
  forbid prohibit ban
  allow permit consent
  advantage benefit
  danger risk hazard
  fast quick rapid speed
  think believe opinion belief
  build construct construction
  make produce manufacture
  ice frost freeze frozen snow
  insect bug beetle
  tourist visitor holidaymaker traveller guest
  people person resident inhabitant passenger
  sleeper bed berth night
  store keep save
  study project survey research trial
  noise sound loud
  warm hot heat
  safe safety secure
  sea ocean water
  boat ship vessel
  throw toss hurl cast
  die dead death kill
  lookout watch guard
  kind type sort
  size magnitude big large
  share part portion
  wife marry husband married
  teacher school pupil student
  car vehicle automobile
  doctor physician medicine
  rule regulation law
  show display exhibit
  lose loss lost
  raise increase rise grow
  lower decrease reduce fall
  often frequency regular
  send transmit report deliver
  receive get obtain
  teach train learn
  speak talk say tell
  look appear appearance
  angry rage fury
  fear afraid terror frighten
  happy glad joy
  old ancient age
  method procedure technique way
  change modify replace alter
  check verify test inspect validate
  function method procedure def
  error exception failure raise
  file document
  user customer client
  delete remove erase
  country nation state
  town city village
  food meal eat dish
  drink beverage tea
  clean wash
  rain fog weather storm
  street road
  money euro dollar cent
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(' '));
