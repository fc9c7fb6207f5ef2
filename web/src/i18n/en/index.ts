import activity from './activity'
import cmf from './cmf'
import common from './common'
import docs from './docs'
import errors from './errors'
import home from './home'
import newModel from './new-model'
import projects from './projects'
import settings from './settings'
import shell from './shell'
import signIn from './sign-in'
import studio from './studio'

export default { activity, cmf, common, docs, errors, home, newModel, projects, settings, shell, signIn, studio }
