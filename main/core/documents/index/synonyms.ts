/**
 * Words that questions use in place of those of a text: everyday words of English and German, folded, one group on each line. Passages
 * with any word of a group are found; the first word need not be the most frequent one.
 */
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
  wifi wlan wireless network internet online
  internet web website online network
  hack hacker attack breach intrusion malware
  computer machine laptop pc server
  phone telephone call mobile ring
  email mail message letter
  screen display monitor
  picture image photo photograph drawing portrait painting
  draw paint sketch portrait picture
  password login credential passphrase
  bug defect fault crash
  slow late delay lag
  broken defective damaged faulty failure
  switch button key
  turn switch
  off disable deactivate shut
  on enable activate
  plug socket outlet
  wire cable lead
  light lamp bulb led
  flash blink pulse flicker
  leak drip
  battery cell charge
  heating heater radiator boiler
  cold cool chill freezing frost
  temperature degree heat cold thermostat
  power electricity current supply
  electricity power electric
  petrol gas fuel gasoline
  truck lorry van
  car vehicle van motor
  carriage coach chaise
  bike bicycle cycle
  park parking space
  plane flight aircraft
  airport terminal
  train rail railway
  ticket fare pass
  trip journey travel tour voyage holiday
  holiday vacation leave trip
  suitcase luggage baggage bag trunk
  hotel inn accommodation lodging
  passport visa document
  insurance policy cover insurer
  claim compensation reimburse
  refund reimburse repay return compensation
  deposit security bond
  money sum amount fund cash payment
  bank account balance
  debt owe loan credit
  tax duty levy vat
  bill invoice charge
  price fare rate cost
  cheap inexpensive low
  expensive costly dear
  discount reduction rebate
  profit earnings gain surplus
  loss deficit
  revenue sales turnover income
  budget forecast plan
  forecast expect predict outlook estimate
  salary wage remuneration compensation
  bonus premium reward
  pension retirement retire
  boss manager supervisor executive director ceo
  ceo executive chairman director
  successor succeed replace
  worker employee staff labourer
  fire dismiss dismissal redundant layoff terminate
  quit resign resignation leave
  notice termination cancel terminate
  cancel cancellation withdraw
  contract agreement
  sign signature signed
  landlord owner lessor
  tenant renter lessee
  rent lease tenancy let
  flat apartment room dwelling
  roommate flatmate subtenant sublet
  repair maintenance fix
  renovate redecorate paint
  key lock
  burglar thief theft steal robbery break
  theft stolen steal rob missing
  criminal crime offence offender
  police officer constable
  court judge tribunal
  lawyer attorney solicitor counsel
  fine penalty punishment
  punish punishment penalty sanction
  illegal unlawful forbidden prohibit
  accident crash collision fall injury
  hurt injure injury wound pain harm
  injure injury wound hurt break fracture
  wound injury hurt cut
  pain ache hurt
  ill sick sickness unwell fever disease
  disease illness fever infection sickness disorder
  sick ill vomit
  allergic allergy intolerant avoid
  cure treat treatment remedy heal
  medicine drug medication pill tablet
  hospital clinic surgery
  nurse carer attendant
  pregnant pregnancy expecting baby
  baby infant child newborn
  kid child young boy girl
  boy lad son
  girl lass daughter
  dad father papa
  mum mother mamma mom
  parent father mother
  brother sister sibling
  grandmother grandma granny
  grandfather grandpa
  husband spouse
  wife spouse lady
  friend companion acquaintance
  engaged engagement betroth marry
  wedding marriage marry
  divorce separate separation
  love affection attachment fond
  hate dislike detest
  kiss embrace
  argue quarrel dispute disagree
  fight struggle battle combat
  insult offend rude
  apologise apology sorry forgive
  lie deceive false falsehood
  fake false pretend pretence
  excuse pretext pretence reason
  cheat deceive fraud
  secret conceal hide
  promise vow pledge swear
  advise advice recommend counsel
  recommend suggest advise
  propose proposal offer suggest
  refuse reject decline deny
  accept agree consent
  agree accord consent approve
  allow permission may
  must oblige require shall
  need require necessary
  forbid refuse must
  ask enquire question request
  answer reply respond response
  survey questionnaire poll response
  explain reason account
  describe description account
  complain complaint criticise
  praise compliment admire
  blame fault responsible
  responsible liable charge duty
  guess suppose conjecture
  believe think suppose
  remember recollect recall memory
  forget overlook omit
  learn discover find hear
  teach instruct lesson tutor
  school college academy university
  exam examination test
  student pupil scholar
  book volume novel
  author writer wrote
  read reading
  write written note
  poem verse poetry
  story tale anecdote
  funny amusing comic joke laugh
  joke humour jest
  song music sing
  dance ball
  party assembly gathering celebration
  play theatre drama
  game play match
  win winner prize victory
  prize award cup trophy reward
  reward prize bonus
  gift present donation
  goodbye farewell parting leave
  birthday birth born
  born birth
  birth born native
  death die funeral
  kill murder slay
  funeral burial bury grave
  ghost spirit apparition
  religion faith church
  priest clergyman parson vicar
  soldier army military officer
  navy sailor naval captain
  weapon gun arms
  gun rifle pistol
  ship boat vessel
  sail voyage
  island isle
  lighthouse beacon lamp
  fisherman fishing fisher
  fish fishing
  seafood shellfish fish prawn
  cookie biscuit
  sweet dessert cake pudding
  cake tart pastry
  bread loaf dough
  meat beef pork flesh
  vegetable plant
  vegetarian meatless
  spice season herb
  cook bake boil roast prepare
  oven stove
  fridge refrigerator cold
  hungry hunger starve
  drunk intoxicate
  alcohol wine spirit liquor
  gluten flour wheat coeliac
  diet nutrition
  dinner supper meal
  lunch luncheon meal
  breakfast meal
  kitchen cook
  garden plot allotment
  gardener gardening
  plant grow crop
  tree wood
  flower blossom bloom
  farm farmer agriculture
  cow cattle
  horse mare stallion
  puppy dog
  kitten cat
  bird fowl
  beast animal creature
  creature animal
  tidy neat clean kept
  dirty filthy unclean mess
  rubbish garbage trash waste refuse
  recycle waste
  smell odour scent
  quiet silent silence calm
  loud noise noisy
  dark darkness unlit night
  bright light
  black dark
  night evening
  morning dawn
  noon midday
  weekend saturday sunday
  year annual yearly
  month monthly
  week weekly
  day daily
  hour time
  deadline due limit date
  early soon
  late delay overdue
  wait delay
  finish complete end
  continue proceed carry
  stop cease halt
  begin origin
  leave depart departure
  arrive arrival reach come
  return back
  enter entrance entry access
  exit leave
  visit call visitor stay
  meet meeting encounter
  move remove relocate
  moving move removal
  live reside residence dwell
  stay remain reside
  home residence household
  house building property
  room chamber
  bedroom room chamber
  bathroom bath toilet
  toilet lavatory wc
  stair staircase step
  floor storey ground
  roof ceiling
  wall partition
  fence wall hedge
  window glass pane
  door gate entrance
  lift elevator
  pavement sidewalk path
  path road way lane
  road street way lane
  bridge crossing
  shop store
  market fair
  buy purchase
  sell sale
  clothes clothing dress garment
  dress gown clothes
  hat bonnet cap
  shoe boot
  jewellery ring necklace
  ugly plain unattractive
  beautiful handsome pretty
  pretty handsome beauty
  fat stout heavy
  thin slim slender
  tall height high
  short brief small
  weight heavy weigh
  strong powerful strength
  weak feeble
  tired fatigue weary exhausted
  asleep sleep
  awake wake
  strange odd peculiar queer
  sad unhappy melancholy sorrow
  happy pleased delight
  surprise astonish amaze
  anxious worry nervous uneasy
  worry anxious concern
  shy timid reserved
  proud pride vain
  stupid foolish silly
  clever intelligent smart
  rich wealthy fortune
  wealth fortune rich property
  poor poverty
  famous celebrated renowned
  honest sincere
  kind benevolent gentle
  cruel harsh
  brave courage
  lazy idle
  busy occupied
  empty vacant
  full complete
  dangerous hazard risk unsafe
  safe secure security
  protect protection guard shield
  warn warning caution alert
  watch observe guard
  see look view observe
  hear listen
  touch handle
  hold carry
  push press
  pull drag draw
  lift raise
  drop fall
  fall fell drop tumble
  jump leap
  climb ascend
  walk stroll foot
  unable cannot
  run hurry
  chase pursue hunt
  catch capture
  escape flee
  hide conceal
  search seek look
  find discover detect
  discover detect find
  disappear vanish lost missing
  missing lost absent
  lose mislay
  destroy ruin demolish burn
  burn burnt fire
  break broken fracture damage
  damage harm broken
  fire blaze burn flame
  flood water
  storm gale wind
  snow ice winter ski
  ski snow winter
  summer season
  winter cold season
  hot warm
  dry drought
  wet moist damp
  mould damp
  water rain
  beach shore coast
  coast shore seaside
  river stream
  mountain hill
  forest wood
  field meadow
  country land
  abroad foreign overseas
  foreign language abroad
  language speak tongue
  translate translation
  name call title
  nickname name
  age old year
  adult grown
  population inhabitant resident
  citizen resident national
  neighbour nearby
  council municipality authority
  government state authority
  election vote elect
  vote ballot
  member membership
  club society association
  committee board council
  meeting session conference
  minutes record
  chairman chair president
  leader head chief
  company firm business corporation
  factory plant works mill
  industry manufacture
  product goods item
  customer buyer purchaser
  supplier vendor
  shipment delivery consignment order
  deliver delivery ship
  parcel package packet
  order purchase
  warranty guarantee
  guarantee warranty assure
  manual instruction guide
  instruction direction guide
  install installation setup
  setup configure installation
  configure setting option
  setting option parameter
  option choice alternative
  default standard
  update upgrade
  version release
  download fetch retrieve network
  upload send
  save store
  backup copy
  copy duplicate
  delete remove
  file directory
  directory folder
  package archive
  compile build
  build compile
  test check
  run execute start
  execute run
  parameter argument option
  argument parameter
  variable field
  return result output
  output print result
  input entry
  cache store
  production live
  environment setting
  request query ask
  limit maximum most
  maximum most limit largest
  minimum least lowest
  least minimum
  average mean
  percent percentage share proportion
  half fifty
  double twice
  number count amount quantity
  count number total
  total sum whole
  increase growth
  decrease decline drop
  difference compare
  compare comparison versus
  result outcome finding conclusion
  conclusion result
  evidence proof
  prove proof show
  author researcher
  researcher scientist scholar
  experiment trial test
  conflict dispute
  interest stake
  method approach
  measure metre measurement
  meter measure
  sample specimen
  risk chance
  chance probability
  likely probable
  possible perhaps
  certain sure
  true correct right
  wrong incorrect mistake
  mistake error
  correct amend
  improve better
  worse bad
  good well
  favourite prefer
  prefer like
  want wish desire
  wish want
  hope expect
  try attempt
  attempt try
  help assist aid support
  support help
  join participate attend
  attend present
  absent away
  together jointly
  alone single
  single alone unmarried
  share divide
  divide split
  mix stir combine
  cut chop
  add put
  contain include hold
  include contain
  consist comprise made
  material fabric
  metal iron steel
  gold silver
  wood timber
  glass pane
  paper sheet
  colour color
  round circular
  size dimension
  depth deep
  distance far mile
  far distance
  near close
  between among
  above over
  under below
  inside indoor interior
  outside outdoor exterior
  left remaining
  right proper
  part piece portion
  piece part bit
  body leg arm
  leg knee foot
  arm hand shoulder
  bone collar skeleton
  head skull brain
  face feature
  feature face
  hair beard
  eye sight
  tooth dental
  heart cardiac
  blood bleed
  skin complexion
  lotion cream
  disabled disability
  blind sight
  deaf hearing
  smoke cigarette tobacco
  drug narcotic
  kaufen erwerben anschaffung
  preis kosten betrag gebuhr euro
  kosten preis betrag gebuhr
  zahlen bezahlen zahlung entrichten
  geld betrag summe vergutung
  lohn gehalt vergutung entgelt
  gehalt lohn vergutung entgelt verdienst
  urlaub ferien erholung
  frei freistellung befreit urlaub
  krank krankheit arbeitsunfahig attest
  arzt attest arztlich
  kundigen kundigung frist
  kundigung frist beenden beendigung
  chef arbeitgeber vorgesetzter leitung
  mitarbeiter arbeitnehmer angestellter
  firma arbeitgeber unternehmen betrieb
  arbeit tatigkeit beschaftigung job
  job arbeit stelle tatigkeit
  nebenjob nebentatigkeit
  homeoffice mobil telearbeit zuhause
  uberstunden mehrarbeit
  probezeit erprobung
  heiraten heirat hochzeit trauung eheschliessung
  hochzeit heirat trauung
  kind sohn tochter
  geburt geboren
  tod todesfall sterben gestorben
  umzug umziehen auszug
  wohnung raum zimmer mietsache
  miete mietzins
  mieter bewohner
  vermieter eigentumer
  nachbar anwohner
  auto fahrzeug wagen pkw
  rad fahrrad
  parken stellplatz parkplatz
  hund haustier tier
  katze haustier tier
  tier haustier
  mull abfall
  laut larm ruhe
  ruhe larm
  putzen reinigen reinigung
  kaputt defekt beschadigt schaden
  reparieren reparatur instandsetzung
  schaden beschadigung
  heizung heizen warme
  strom elektrizitat energie
  handy telefon mobil
  rechner computer laptop gerat
  mail post brief
  brief schreiben
  unterschreiben unterschrift
  vertrag vereinbarung
  erlaubt gestattet zulassig genehmigung darf
  verboten untersagt unzulassig
  genehmigung zustimmung erlaubnis
  pflicht verpflichtet muss
  recht anspruch
  anspruch recht
  strafe vertragsstrafe bussgeld
  geheim vertraulich verschwiegenheit
  dauer lange frist zeitraum
  beginn anfang start
  ende schluss
  stunde zeit
  woche wochentlich
  monat monatlich
  jahr jahrlich
  datum tag
  ort stelle
  stadt gemeinde
  strasse weg
  schule unterricht
  lehrer lehrkraft
  schuler kind
  grund ursache
  fehler mangel
  hilfe unterstutzung
  verletzt verletzung unfall
  unfall verletzung
  feuer brand
  wetter regen
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(' '));
