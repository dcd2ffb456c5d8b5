# SPDX-License-Identifier: AGPL-3.0-or-later
device-copy = من دون اتصال
device-copy-text = يمكن أن تبقى أحدث رسائلك على هذا الجهاز لقراءتها والرد عليها حين لا يوجد اتصال. وهي محفوظة هنا مشفّرة: من يأخذ الجهاز لا يستطيع قراءتها من دون عبارة مرورك. ويحذفها تسجيل الخروج.
device-copy-cannot = لا يستطيع هذا المتصفح حفظ شيء، ربما لأن هذه نافذة خاصة.
device-copy-begin = حفظ نسخة هنا
device-copying = جارٍ النسخ …
device-copy-failed = تعذّر تحديث النسخة. تُعاد المحاولة مع التغيير التالي.
device-copy-closed = توجد نسخة هنا. يجري فتحها …
# $shown is the number as people write it.
device-copy-there = { $count ->
    [zero] لا رسائل هنا.
    [one] هنا رسالة واحدة.
    [two] هنا رسالتان.
    [few] هنا { $shown } رسائل.
    [many] هنا { $shown } رسالة.
   *[other] هنا { $shown } رسالة.
}
device-waiting = { $count ->
    [zero] لا شيء ينتظر الاتصال.
    [one] أمر واحد فعلته ينتظر الاتصال.
    [two] أمران فعلتهما ينتظران الاتصال.
    [few] { $count } أمور فعلتها تنتظر الاتصال.
    [many] { $count } أمرًا فعلته ينتظر الاتصال.
   *[other] { $count } أمر فعلته ينتظر الاتصال.
}
# $subject is the letter's.
device-refused = لم يقبل الخادم «{ $subject }» التي كُتبت أو أُرسلت من دون اتصال.
device-refused-sending = رسالة كانت ستُرسل
device-copy-remove = حذف النسخة
device-copy-remove-title = هل تُحذف النسخة من هذا الجهاز؟
device-copy-remove-text = يبقى بريدك على الخادم، ولا يبقى منه شيء هنا.
device-copy-remove-waiting = { $count ->
    [zero] لا شيء مما فعلته من دون اتصال ينتظر التنفيذ.
    [one] أمر واحد فعلته من دون اتصال لم يُنفَّذ بعد، وسيضيع.
    [two] أمران فعلتهما من دون اتصال لم يُنفَّذا بعد، وسيضيعان.
    [few] { $count } أمور فعلتها من دون اتصال لم تُنفَّذ بعد، وستضيع.
    [many] { $count } أمرًا فعلته من دون اتصال لم يُنفَّذ بعد، وسيضيع.
   *[other] { $count } أمر فعلته من دون اتصال لم يُنفَّذ بعد، وسيضيع.
}
device-passphrase-text = تُكتب حين يتعذّر الوصول إلى الخادم. ومع وجود الاتصال لا يطلبها أحد.
device-passphrase = عبارة مرور لهذا الجهاز
device-passphrase-hint = { $count } أحرف على الأقل. بضع كلمات عشوائية جيدة وسهلة الكتابة.
device-passphrase-again = العبارة نفسها مرة أخرى
device-passphrase-differs = العبارتان غير متطابقتين.
device-push = الإشعارات
device-push-text = يمكن لهذا الجهاز أن يخبرك بالبريد الجديد والبوابة مغلقة. ينقل الإشعارَ صانعُ متصفحك: يعرف أن شيئًا وصل ومتى وصل، ولا يعرف ممّن ولا ما هو.
device-push-begin = إخباري بالبريد الجديد
device-push-end = إيقاف الإخبار
device-push-cannot = لا يستطيع هذا المتصفح تلقّي الإشعارات.
device-push-refused = لا يسمح متصفحك بذلك. يمكن تغيير ذلك في إعداداته لهذه الصفحة.
device-install = كبرنامج مستقل
device-install-text = يمكن إضافة البوابة إلى الشاشة الرئيسية من قائمة المتصفح («إضافة إلى الشاشة الرئيسية» أو «تثبيت»). تُفتح عندئذ في نافذتها، ومن دون اتصال أيضًا.
device-install-go = تثبيت
device-installed = البوابة مثبّتة هنا.
device-failed-network = تعذّر الوصول إلى خدمة الإشعارات في متصفحك.
