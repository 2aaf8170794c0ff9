/** Irregular forms of English words, which no stemmer joins, and ways of writing numbers: one word a line, with its forms. */
export const irregularForms: readonly (readonly string[])[] = `
  arise arose arisen
  awake awoke awoken
  bear bore borne born birth
  beat beaten
  become became
  begin began begun beginning
  bend bent
  bet betting
  bind bound
  bite bit bitten
  bleed bled blood
  blow blew blown
  break broke broken
  breed bred
  bring brought
  build built
  burn burnt
  buy bought
  catch caught
  choose chose chosen choice
  come came
  creep crept
  deal dealt
  die died dying dead death deadly
  dig dug
  draw drew drawn
  dream dreamt
  drink drank drunk
  drive drove driven driver
  eat ate eaten
  fall fell fallen
  feed fed food
  feel felt feeling
  fight fought
  find found
  flee fled flight
  fly flew flown flight
  forbid forbade forbidden
  forget forgot forgotten
  forgive forgave forgiven
  freeze froze frozen
  give gave given gift
  grind ground
  grow grew grown growth
  hang hung
  hear heard
  hide hid hidden
  hold held
  keep kept
  kneel knelt
  know knew known knowledge
  lay laid
  lead led
  lean leant
  leap leapt
  learn learnt
  leave left
  lend lent loan
  lie lay lain
  light lit
  live lived life lives alive
  lose lost loss
  make made
  mean meant
  meet met
  mistake mistook mistaken
  pay paid
  ride rode ridden
  ring rang rung
  rise rose risen
  run ran
  see saw seen sight
  seek sought
  sell sold sale
  send sent
  sew sewn
  shake shook shaken
  shine shone
  shoot shot
  show showed shown
  shrink shrank shrunk
  sing sang sung song
  sink sank sunk
  sit sat
  sleep slept asleep
  slide slid
  speak spoke spoken speech
  spell spelt
  spend spent
  spill spilt
  spin spun
  spoil spoilt
  spring sprang sprung
  stand stood
  steal stole stolen
  stick stuck
  sting stung
  strike struck stricken
  swear swore sworn
  sweep swept
  swim swam swum
  swing swung
  take took taken
  teach taught
  tear tore torn
  tell told
  think thought
  throw threw thrown
  wake woke woken
  wear wore worn
  weave wove woven
  weep wept
  win won
  wind wound
  withdraw withdrew withdrawn
  write wrote written
  man men
  woman women
  child children
  foot feet
  tooth teeth
  mouse mice
  goose geese
  wife wives
  knife knives
  leaf leaves
  half halves
  thief thieves theft
  wolf wolves
  shelf shelves
  loaf loaves
  calf calves
  person people
  good better best well
  bad worse worst badly
  far farther further
  old older oldest elder eldest
  high height
  long length
  wide width
  deep depth
  strong strength
  hot heat
  warm warmth
  weigh weight heavy
  marry marriage married
  one 1 first
  two 2 second twice ii
  three 3 third iii
  four 4 fourth iv
  five 5 fifth
  six 6 sixth vi
  seven 7 seventh vii
  eight 8 eighth viii
  nine 9 ninth ix
  ten 10 tenth
  eleven 11 xi
  twelve 12 twelfth dozen xii
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(' '));
