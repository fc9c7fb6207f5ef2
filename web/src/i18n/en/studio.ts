import kernel from './studio-kernel'

export default {
  kernel,
  place: 'Place',
  rename: 'Rename the model',
  undo: 'Undo my last step',
  redo: 'Redo',
  tree: {
    title: 'Parts', count: '{n} part | {n} parts', search: 'Search parts', searchHint: 'Name of a part', showAll: 'Show all', show: 'Show {name}', hide: 'Hide {name}',
    noHit: 'No part is called “{text}”. Try another word.', none: 'Each show_object() in the script becomes a part.', debug: 'debug', invalid: 'Not a valid solid: its volume and exports may be wrong',
    selectedBy: 'selected by {name}', partial: 'Some parts have no material; the mass holds the known ones only',
  },
  param: {
    title: 'Parameters', changed: '{n} changed | {n} changed', dragging: '{name} is dragging', literal: 'The script says {value}', back: '{name} is changed. Put back…',
    backToScript: '{name} differs from the script. Put back…', backAll: 'Put all parameters back…', toVersion: 'Back to v{version}', toScript: 'Back to what the script says',
    unknown: 'The script no longer has these parameters; their values are kept: {names}.', forget: 'Delete these values', none: 'Write this at the top of the script and a slider appears here:', wall: 'Wall',
    notNumber: '“{text}” is no number. Write a number or a sum, such as 78+2.', notInteger: 'A whole number is needed here.', below: 'Smallest {limit} {unit}', above: 'Largest {limit} {unit}',
  },
  view: {
    title: '3D view', label: '3D model', tools: 'View tools', summary: '{parts}, {picked}', parts: '{n} part | {n} parts', selected: '{names} selected', nothingSelected: 'nothing selected',
    fit: 'Fit all', views: 'Standard views', home: 'Home', front: 'Front', right: 'Right', top: 'Top', back: 'Back', left: 'Left', bottom: 'Bottom',
    short: { front: 'Front', back: 'Back', left: 'Left', right: 'Right', top: 'Top', bottom: 'Bottom' },
    misfit: { outside: 'The model reaches beyond the view', small: 'The model has become small in the view' },
    section: 'Section', explode: 'Explode', measure: 'Measure', endSection: 'End the section', endExplode: 'End exploding', flip: 'Flip', plane: 'Plane', face: 'Face', offset: 'Place', caps: 'Fill caps',
    pickFace: 'Click a face of the model.', measureHint: 'Click two places: two faces, two edges, or any two points.', edges: { sharp: 'Sharp edges shown', none: 'Edges hidden', wireframe: 'All edges shown' },
    perspective: 'Perspective', orthographic: 'Orthographic', envelope: 'Envelope', surround: 'Surround', surrounds: { theme: 'As the theme', l70: 'Mid grey L* 70', l50: 'Dark grey L* 50' },
    webglMissing: 'This browser cannot draw 3D. Script, parameters, colours and versions work as usual; a browser with WebGL 2 shows the model.', webglLost: 'The graphics card interrupted the 3D view; it is coming back. Nothing is lost.',
    lacking: 'The newest geometry did not arrive completely; the last result is shown. The rest follows when the connection is back.',
  },
  build: {
    waiting: 'Waiting for a result', waitingScript: 'Waiting for a script', offline: 'Waiting', unavailable: 'Kernel unavailable', building: 'Building', step: 'Building {step}/{of}', usual: 'usually {time}', cancel: 'Cancel',
    showing: 'Showing {time}', noResult: 'No result yet', preview: 'Preview, {name} is dragging', built: 'Built in', failed: 'Build failed', failedLine: 'Line {line} failed, not rebuilt',
    unavailableText: 'The CAD kernel is unavailable: {reason} Your work is stored as usual, and it is rebuilt when the kernel is back.',
  },
  offline: {
    lost: 'Connection lost; try {attempt} in {seconds} s.', trying: 'Connection lost; trying again.', waiting: '{n} change is safe on this computer | {n} changes are safe on this computer', goOn: 'Go on; changes are kept on this computer', retry: 'Reconnect',
    announce: 'Connection lost; you can go on.', back: 'Connected again.',
  },
  sync: { synced: 'Synced', sending: 'Syncing {n}', offline: 'Offline', offlineWaiting: 'Offline, {n} change waiting | Offline, {n} changes waiting' },
  status: { title: 'Status', selected: '{n} selected: {names}', face: 'face {n}', people: '{n} online | {n} online', alone: 'Only you' },
  people: {
    others: '{n} other person is here | {n} other people are here', follow: 'Follow {name}', followAway: '{name} (away)', following: 'Following {name}', stop: 'Stop following', followers: '{n} person follows you | {n} people follow you', followedBy: 'Following you: {names}.', here: 'Here: {names}.', role: 'Your role is now {role}.',
  },
  others: {
    undo: { title: 'Undo this step?', text: 'Someone else has changed {what} since. Undoing takes back your own part only; their change stays.', verb: 'Undo my part', keep: 'Leave it' },
    redo: { title: 'Redo this step?', text: 'Someone else has changed {what} since. Redoing brings back your own part only; their change stays.', verb: 'Redo my part', keep: 'Leave it' },
    nothing: 'Others have changed this step of yours: nothing of it was left to take back. Their change stays.',
  },
  readOnly: { tag: 'read only', role: 'Your role is {role}: you can look. To edit, ask an owner of the project to change your role.', loading: 'Loading; you can edit in a moment.' },
  script: { title: 'Script', label: 'Script {file}', placeholder: 'Write here, or press Ctrl + Space for suggestions', find: 'Find and replace', fold: 'Fold the script', errors: '{n} error | {n} errors' },
  files: {
    add: 'New file', addTitle: 'New file', renameTitle: 'Rename the file', name: 'File name', hint: 'Such as helper.py; the script takes it in with import helper.', create: 'Create file', actions: 'Actions of {name}', remove: 'Delete file',
    removeTitle: 'Delete the file “{name}”?', removeText: 'It goes for everyone, and a script that imports it will fail. You can undo this.', keep: 'Keep it',
    empty: 'Write a file name.', long: 'A file name has 64 characters at most.', signs: '“{name}” cannot be a file name: use letters, digits and underscores, a letter first.', ending: 'A file name ends in .py.', taken: 'There is a “{name}” already. Choose another name.',
  },
  messages: { title: 'Messages', none: 'No messages: the last build went well.', line: '{file}line {line}', output: 'Output of the script', error: 'Error', warning: 'Warning', info: 'Note' },
  timings: { title: 'Timings', none: 'After a build, this lists what each line cost.' },
  inspector: {
    title: 'Inspector', props: 'Props', cmf: 'CMF', versions: 'Versions', messages: 'Messages', none: 'Pick a part to see its colour, finish and material.', several: '{n} part | {n} parts', fellBack: 'The face or edge that you had selected is gone after the rebuild; {name} is selected instead.',
  },
  props: {
    volume: 'Volume', area: 'Area', box: 'Envelope', mass: 'Mass', counts: 'Made of', kindTitle: 'Kind', length: 'Length', radius: 'Radius', diameter: 'Diameter', angle: 'Angle', distance: 'Distance', onMesh: 'on the mesh',
    part: 'Part', together: 'Together', face: 'Face', edge: 'Edge', between: 'Between two picks', solids: '{n} solid | {n} solids', faces: '{n} face | {n} faces', edges: '{n} edge | {n} edges', noMaterial: '{n} without material | {n} without material',
    invalid: '{name} is not a valid solid; figures may be wrong.', hint: 'Click again in the view to reach a face or an edge; Shift-click a second place for the distance between the two.',
    kind: {
      solid: 'solid', compound: 'compound', shell: 'shell', face: 'face', wire: 'wire', edge: 'edge', vertex: 'vertex', sketch: 'sketch', mesh: 'mesh', plane: 'plane', cylinder: 'cylinder', cone: 'cone', sphere: 'sphere', torus: 'torus',
      bspline: 'free-form', line: 'line', circle: 'circle', ellipse: 'ellipse', other: 'other',
    },
  },
  cmf: {
    color: 'Colour', finish: 'Finish', material: 'Material', lab: 'Lab', hex: 'Screen', illuminant: 'Illuminant', observer: 'Observer', source: 'Source',
    sources: { measured: 'measured', lab: 'lab', supplier: 'supplier', computed: 'computed', estimate: 'estimate' },
    approx: 'approx.', approxText: 'A screen colour has no viewing conditions: it is approximate, and no colour difference is computed from it.', hexLabel: 'Screen colour, #rrggbb', picker: 'Pick a colour', badHex: 'Write it as #rrggbb, such as #9fac97.', clipped: 'This colour lies outside what a screen can show; the nearest one is shown.',
    mixed: 'Several looks', mixedValue: '— mixed', applyAll: 'Apply to all selected', fromScript: 'Colour of the script', own: 'Own colour', clear: 'Clear', noFinish: 'No finish', noMaterial: 'No material', estimate: 'estimate, a typical handbook value', density: 'Density {value} kg/m³',
    groups: { plastic: 'Plastic', coating: 'Coating', metal: 'Metal', wood: 'Wood', glass: 'Glass', elastomer: 'Elastomer', textile: 'Textile and leather', ceramic: 'Ceramic' },
    lost: '{n} appearance lost its part | {n} appearances lost their part', lostTitle: 'Some appearances lost their part', lostText: 'The part was renamed or is gone; its appearance is kept. Give it to a part of now, or delete it.', reassign: 'Reassign', reassignOf: 'Give the appearance of “{name}” to', reassignTo: 'Give to {name}', drop: 'Delete',
    shifted: 'The number of parts of one name changed', shiftedText: 'Numbered parts of that name may have changed places. Check that they still look right.', keepShifted: 'Checked',
  },
  version: { none: 'no version yet', clean: 'v{version}', changed: 'v{version} + {n} change | v{version} + {n} changes', saving: 'saving', save: 'Save version', needsConnection: 'A version can be saved once the server is connected' },
  versions: {
    empty: 'No versions yet. Save one and you can always come back to it.', more: 'Earlier versions', actions: 'Actions of v{version}', compare: 'Compare with now', restore: 'Restore this', noMessage: 'No message',
    restoreTitle: 'Restore v{version}?', restoreText: 'Script, parameters and appearance go back to v{version}, and everyone here sees it. History is kept; you can undo this.',
    restoreTextUnsaved: 'Script, parameters and appearance go back to v{version}, and everyone here sees it. {n} changes are not in a version yet: afterwards only undo brings them back. To keep them, save a version first.', restoreVerb: 'Restore v{version}', keep: 'Leave as is', restored: 'v{version} is restored',
    state: { queued: 'waiting', running: 'building', ok: 'built', failed: 'failed' },
  },
  save: {
    title: 'Save v{version}', verb: 'Save v{version}', saving: 'Saving', message: 'Message', example: 'Such as: belly 2 mm in, the base shows an even dark line', first: 'This is the first version.', unchanged: 'Same as v{version}: nothing changed.', changes: '{n} change after v{version} | {n} changes after v{version}',
    failing: 'The script has an error now: the version is saved all the same, but its geometry cannot be computed.', offline: 'Connection lost. A version needs the server; save it when the connection is back.', syncing: 'Some changes are still being synced.', done: 'Saved as v{version}',
  },
  changes: { parameter: 'Parameters', appearance: 'Appearance', file: 'Files', none: 'none', literal: 'as the script', added: 'new file', removed: 'deleted' },
  compare: { title: 'v{version} and now', version: 'only in v{version}', now: 'only now', same: 'No difference.' },
  export: {
    title: 'Export', as: 'Export {format}', queued: 'waiting', running: 'being made', failed: 'not made', download: 'Download', dismiss: 'Take off the list', offline: 'Connection lost. Export when it is back.', nothing: 'There is no part to export yet.', failing: 'The script has an error; correct it, then export. Saved versions can be exported under Versions.',
    formats: { step: 'STEP', glb: 'GLB', stl: 'STL', '3mf': '3MF', dxf: 'DXF', svg: 'SVG', brep: 'BREP' },
    texts: { step: 'exact solids with names and colours', glb: 'mesh and materials for rendering and the web', stl: 'mesh for printing', '3mf': 'mesh with names and colours', dxf: 'flat outlines', svg: 'line drawing', brep: 'geometry as OCCT keeps it' },
  },
  share: {
    verb: 'Share', title: 'Share', address: 'Address', copy: 'Copy address', hint: 'Members of “{project}” open it with this address and edit along.', members: '{n} member | {n} members', manage: 'Manage members in the project', open: 'Open the project',
  },
  start: { title: 'Start from a product', text: 'Change a few parameters and it is yours. Colleagues open the same link and edit along.', drop: 'Drop it here, or click to choose' },
  fold: {
    left: 'Fold parts and parameters', right: 'Fold the inspector', openLeft: 'Open parts and parameters', openRight: 'Open the inspector', openEditor: 'Open the script', sizeLeft: 'Width of the left panel', sizeRight: 'Width of the right panel', sizeEditor: 'Height of the script',
  },
  keys: {
    title: 'Keys of the studio', view: 'View', fitAll: 'Fit all', fitSelection: 'Fit the selection', views: 'Front, right, top, home', projection: 'Perspective or orthographic', tools: 'Section, explode, measure', edges: 'Sharp edges, all edges', turn: 'Turn (while the view has the focus)',
    pan: 'Move the view', zoom: 'Zoom in, out', parts: 'Parts', nextPart: 'Next, previous part (while the view has the focus)', hide: 'Hide the selection', showAll: 'Show all', isolate: 'Show the selection only', reveal: 'Find in the tree', escape: 'Stop the tool, clear the selection, stop following',
    values: 'Values', step: 'One step up, down', stepSize: '×10, ÷10', commit: 'Commit, give up', document: 'Model', save: 'Save version', undo: 'Undo, redo my own steps', rebuild: 'Rebuild now', palette: 'Search everything, run a command', rename: 'Rename',
    panels: 'Panels', fold: 'Fold left, right, script', inspector: 'Tabs of the inspector', regions: 'Go from region to region', leaveScript: 'One after the other: leave the script', help: 'Show this table',
  },
  refused: {
    text_too_large: 'One file may have 1 MB of text; this change was not taken.', too_many_keys: 'There are too many parameters or looks; this change was not taken.',
    forbidden: 'Your role cannot edit; the last change is not stored.', too_large: 'This change is too large for the server. Make it in several steps.', unknown_root: 'The server does not know this change; it is not stored. Reload and try again.', epoch: 'The history of the document was replaced; look at what was not synced.', busy: 'The server is busy. Try again in a moment.',
  },
  revoked: { removed: 'You are no longer a member of this project', deleted: 'This model was deleted', not_found: 'This model cannot be found', sign_in_required: 'Your sign-in has expired', text: 'Everything that was synced is kept. To go on, ask an owner of the project.' },
  unsent: { title: 'This was not synced', replaced: 'The history on the server was replaced. Below is the text as you had it; copy what you need, it is not merged by itself.', revoked: 'You may not change this model any more. Below is the text that was not synced yet; copy what you need, it is gone when you close this.', copy: 'Copy', close: 'Not needed' },
  gone: { title: 'This model cannot be found', text: 'It may be deleted, or not shared with you.', home: 'Go home', failed: 'The model cannot be opened' },
}
