/** Says aloud what happens: build results and joins when there is time, errors at once. */
import { watch } from 'vue'

import { useText } from '@/i18n'

import { useSentence } from '../model/messages'
import { seconds } from '../model/quantity'
import type { Studio } from '../studio'

export function useNews({ scene, room, follow, announcer }: Studio): void {
  const { t } = useText()
  const sentence = useSentence()

  watch(scene.latest, (latest) => {
    if (!latest || latest.preview) return
    const error = latest.messages.find((message) => message.level === 'error')
    if (latest.ok) announcer.say(`${t('studio.build.built')} ${seconds(latest.seconds)}`)
    else announcer.alert(error ? sentence(error) : t('studio.build.failed'))
  })
  watch(() => room.members.value.map((member) => member.id).join(), () => {
    const names = room.members.value.map((member) => member.name)
    if (names.length) announcer.say(t('studio.people.here', { names: names.join(t('common.listSeparator')) }))
  })
  watch(() => follow.followers.value.join(t('common.listSeparator')), (names) => {
    if (names) announcer.say(t('studio.people.followedBy', { names }))
  })
  watch(room.role, (role, before) => {
    if (role && before && role !== before) announcer.say(t('studio.people.role', { role: t(`common.role.${role}`) }))
  })
}
