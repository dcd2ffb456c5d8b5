# SPDX-License-Identifier: AGPL-3.0-or-later
## The menu
settings-all = كل الإعدادات
settings-you = أنت
settings-signing-in = تسجيل الدخول
settings-programs = برامج البريد
settings-trust = الثقة
settings-held = ما يُحفظ عنك
settings-saved = حُفظ
# $date is a day.
settings-since = منذ { $date }

## Who one is, asked anew
proof-title = هل هذا أنت؟
proof-text = ما يفتح حسابك لا يغيّره إلا من يعرف كلمة المرور: متصفح تُرك مفتوحًا لا يكفي.
proof-go = نعم، أنا
proof-wrong = ليست هذه كلمة مرورك.

## You
you-identities = الاسم الذي تكتب به
you-identities-text = الاسم والتوقيع في البريد الذي تكتبه.
you-identity-add = اسم آخر
you-identity-add-text = اسم آخر تحت عنوان من عناوينك: لمجموعة عمل مثلًا.
you-identity-first = الأول
you-identity-make-first = الكتابة بهذا أولًا
# $name is the identity's.
you-identity-remove-title = أتريد حذف «{ $name }»؟
you-identity-remove-text = البريد الذي أرسلته يبقى كما هو.
you-name = الاسم
you-name-hint = بجانب عنوانك. ويجوز أن يبقى فارغًا.
you-reply-to = تذهب الردود إلى
you-reply-to-hint = فارغ: إلى العنوان نفسه.
you-signature = التوقيع
you-failed-invalidProperties = هل عنوان الردود كامل، مثل ana@example.org؟
you-writing = الكتابة
you-undo = التراجع عن الإرسال
you-undo-hint = المدة التي تنتظرها الرسالة هنا قبل أن تخرج.
you-undo-none = بلا انتظار: تخرج الرسائل في الحال
you-undo-seconds = { $count ->
    [zero] بلا انتظار
    [one] ثانية واحدة
    [two] ثانيتان
    [few] { $count } ثوانٍ
    [many] { $count } ثانية
   *[other] { $count } ثانية
}
you-rich = رسائل منسّقة
you-rich-hint = خط عريض وقوائم وروابط. وتخرج نصًا بسيطًا أيضًا.
you-appearance = المظهر
you-appearance-text = على هذا الجهاز.
you-language = اللغة
you-theme = فاتح أو داكن
you-theme-system = كما في الجهاز
you-theme-light = فاتح
you-theme-dark = داكن
you-room = المساحة
# $used and $limit are amounts, such as 2 GB.
you-room-octets = المستعمل { $used } من { $limit }
you-room-messages = { $used } من { $limit } رسالة
# $octets is an amount.
you-room-no-limit = المستعمل { $octets }. ولا حدّ لك.

## Signing in
signing-password-text = حين تغيّرها تنتهي جلساتك الأخرى. ويبقى بريدك ورمز الاستعادة وكلمات مرور التطبيقات.
signing-password-change = تغيير كلمة المرور
signing-password-changed = تغيّرت كلمة مرورك
signing-code-text = يفتح حسابك حين تُنسى كلمة المرور. هل ضاع، أو ربما رآه أحد؟ خذ رمزًا جديدًا: لا يفتح القديم شيئًا بعدها.
signing-code-renew = رمز استعادة جديد
signing-code-renewed = من الآن لا يُعتدّ إلا بالرمز الجديد
codes-title = رموز تطبيق المصادقة
codes-off = خطوة ثانية إلى جانب كلمة المرور: ستة أرقام من تطبيق على هاتفك مثل Aegis أو FreeOTP أو 2FAS. من دونها لا تفتح كلمة المرور وحدها شيئًا، لا هنا ولا في برامج البريد؛ وتبقى كلمات مرور التطبيقات كما هي.
codes-on = تُطلب رموز إلى جانب كلمة المرور. وإن ضاع هاتفك فرمز الاستعادة يقوم مقامها.
codes-begin = إعداد الرموز
codes-scan = امسح هذا بتطبيق المصادقة.
codes-qr = سر الرموز بشكل رمز QR
codes-by-hand = أو اكتب فيه هذا السر:
codes-code-hint = الأرقام الستة التي يعرضها الآن. من بعدها تُطلب دائمًا، وتنتهي جلساتك الأخرى.
codes-confirm = تفعيل
codes-wrong = هذا الرمز غير صحيح. انتظر التالي؛ وهل ساعة هاتفك مضبوطة؟
codes-done = من الآن تُطلب الرموز
codes-remove = إيقاف
codes-remove-title = ألا تُطلب الرموز بعد الآن؟
codes-remove-text = عندها تفتح كلمة المرور وحدها حسابك.
codes-removed = لم تعد الرموز تُطلب
passkeys-title = مفاتيح المرور
passkeys-text = جهاز لك أو مفتاح أمان يُثبت أنك أنت، ببصمتك أو برمزه. ولا تنال الصفحات المزيفة منه شيئًا.
passkeys-add = إضافة مفتاح مرور
passkeys-label = الاسم
passkeys-label-hint = لتعرفه لاحقًا.
passkeys-unnamed = بلا اسم
passkeys-what-for = لأي شيء هو؟
passkeys-for-alone = يفتح حسابي وحده
passkeys-for-alone-hint = لا تلزم كلمة مرور حيث يكون في متناول اليد.
passkeys-for-second = يُطلب إلى جانب كلمة المرور
passkeys-for-second-hint = عندها لا تفتح كلمة المرور وحدها شيئًا، وتنتهي جلساتك الأخرى.
passkeys-opens = يفتح وحده
passkeys-second = إلى جانب كلمة المرور
passkeys-proves = يُثبت أنك أنت، في هذه الإعدادات
passkeys-let-open = السماح له بالفتح وحده
passkeys-opens-now = من الآن يفتح مفتاح المرور هذا حسابك
passkeys-second-now = من الآن يُطلب مفتاح المرور هذا
passkeys-cannot-open = لا يستطيع مفتاح المرور هذا أن يفتح الحساب وحده: ينقصه ما يلزم، أو ألغيته. ويمكنه أن يُثبت أنك أنت في هذه الإعدادات.
passkeys-exists = في هذا الجهاز مفتاح مرور لحسابك من قبل.
passkeys-none-here = لا يعرف هذا المتصفح مفاتيح المرور.
passkeys-remove = إزالة
# $label is the passkey's name.
passkeys-remove-title = أتريد إزالة «{ $label }»؟
passkeys-remove-text = لا يفتح شيئًا هنا بعدها. احذفه من جهازك أيضًا.
session-title = أين لك جلسات مفتوحة
session-text = هل تعرفها كلها؟ أنهِ ما لا تعرفه، وغيّر كلمة مرورك.
session-this = هذه
session-unnamed = بلا اسم
session-end = إنهاء
session-end-others = إنهاء كل الأخرى
session-end-others-title = أتريد إنهاء كل الجلسات الأخرى؟
session-end-others-text = { $count ->
    [zero] لن يلزم أحدًا تسجيل الدخول من جديد.
    [one] سيلزم متصفحًا أو برنامجًا واحدًا تسجيل الدخول من جديد.
    [two] سيلزم متصفحين أو برنامجين تسجيل الدخول من جديد.
    [few] سيلزم { $count } متصفحات وبرامج تسجيل الدخول من جديد.
    [many] سيلزم { $count } متصفحًا وبرنامجًا تسجيل الدخول من جديد.
   *[other] سيلزم { $count } متصفح وبرنامج تسجيل الدخول من جديد.
}
session-ended = { $count ->
    [zero] لم تنته أي جلسة
    [one] انتهت الجلسة
    [two] انتهت جلستان
    [few] انتهت { $count } جلسات
    [many] انتهت { $count } جلسة
   *[other] انتهت { $count } جلسة
}
# $date is a day.
session-until = حتى { $date } على الأكثر
session-by-password = بكلمة المرور
session-by-code = بكلمة المرور ورمز
session-by-second-passkey = بكلمة المرور ومفتاح مرور
session-by-recovery = بكلمة المرور ورمز الاستعادة
session-by-app-password = بكلمة مرور تطبيق
session-by-passkey = بمفتاح مرور

## After a reset
former-title = هل أعاد حافظو المفاتيح تعيين حسابك؟
former-text = بريدك القديم مختوم بجانب الحساب الجديد. إن ظهرت كلمة مرور أو كلمة مرور تطبيق أو رمز استعادة من قبل، أعاد كل شيء: البريد وجهات الاتصال وما أُرسل.
former-secret = السر القديم
former-secret-hint = كلمة مرور أو كلمة مرور تطبيق أو رمز استعادة من قبل إعادة التعيين.
former-wrong = هذا لا يفتح البريد القديم.
former-none = لا شيء يُستعاد: لم يُعَد تعيين حسابك، أو عاد كل شيء من قبل.
former-go = استعادته
# $shown is the number as people write it.
former-back = { $count ->
    [zero] لم تعد أي رسالة.
    [one] عادت رسالة واحدة.
    [two] عادت رسالتان.
    [few] عادت { $shown } رسائل.
    [many] عادت { $shown } رسالة.
   *[other] عادت { $shown } رسالة.
}
former-kept = بقي منه شيء لم يمكن نقله، ويظل مختومًا كما هو.

## Mail programs
programs-title = كلمات مرور التطبيقات
programs-text = لكل برنامج كلمة مرور خاصة به. إن ضاع جهاز سحبت تلك وحدها؛ ولا يستطيع برنامج أن يغيّر حسابك ولا أن يرى أين لك جلسات.
programs-none = لا توجد بعد. أضف واحدة لهاتفك مثلًا.
programs-add = إضافة برنامج
programs-label = لأي شيء هي؟
programs-label-hint = بكلماتك: «الهاتف»، «حاسوب البيت».
programs-remove = سحب
# $label is the app password's.
programs-remove-title = أتريد سحب «{ $label }»؟
programs-remove-text = يخرج البرنامج في الحال. وما حفظه على جهازه يبقى هناك.
programs-removed = سُحبت «{ $label }»
programs-setup = إعداد «{ $label }»
programs-once = لا تظهر كلمة المرور هذه إلا الآن. تختفي حين تغادر الصفحة، ومن السهل عمل غيرها.
programs-device = نوع الجهاز
programs-android = هاتف أندرويد
programs-apple = iPhone وiPad وMac
programs-other = غير ذلك
programs-android-mail = البريد
programs-android-1 = ثبّت Thunderbird لأندرويد أو K-9 Mail وافتحه.
programs-android-2 = اختر «استيراد الإعدادات»، ثم «مسح رمز QR».
programs-android-3 = ضع الهاتف أمام هذا الرمز.
programs-android-qr = رمز QR يضبط Thunderbird لأندرويد أو K-9 Mail
programs-dav = جهات الاتصال
programs-dav-text = ثبّت DAVx⁵ ثم امسح هذا بكاميرا الهاتف: يُفتح وكل شيء معبّأ.
programs-dav-open = فتح DAVx⁵
programs-dav-qr = رمز QR يضبط DAVx⁵
programs-qr-warning = كلمة المرور داخل هذه الرموز. من يصوّرها يقرأ بريدك.
programs-apple-1 = وجّه الكاميرا إلى هذا الرمز وافتح الرابط: يُنزَّل ملف تعريف.
programs-apple-2 = ثبّته: الإعدادات، «تم تنزيل ملف التعريف». وفي Mac: إعدادات النظام، ملفات التعريف.
programs-apple-3 = يطلب كلمة مرور، مرة للبريد ومرة لجهات الاتصال: اكتب التي في الأسفل.
programs-apple-here = تنزيل ملف التعريف على هذا الجهاز
programs-apple-qr = رمز QR يقود إلى ملف التعريف
programs-secret = كلمة مرور التطبيق
programs-other-text = تجد معظم البرامج الباقي من عنوانك. وإلا فاختر IMAP يدويًا:
programs-done = تم الإعداد
programs-by-hand = الإعدادات يدويًا
programs-by-hand-text = إن حذّر برنامج من الشهادة فتوقف واسأل من يعتني بالخادم.
programs-user = اسم المستخدم
programs-imap = القراءة (IMAP)
programs-smtp = الإرسال (SMTP)
programs-smtp-other = الإرسال حيث لا يُعرف ذلك
programs-carddav = جهات الاتصال (CardDAV)
programs-kind = نوع تسجيل الدخول
programs-kind-text = «كلمة مرور عادية»، بكلمة مرور تطبيق
# $what is the name of a setting.
programs-copy = نسخ: { $what }

## Trust
trust-group = من أثق بهم
trust-group-text = ليوم تُعتقل فيه أو يؤخذ هاتفك. أي شخص تختاره هنا يستطيع أن يجمّد حسابك في الحال: تنتهي كل الجلسات ولا يفتحه شيء، مهما عُرض أو انتُزع منك. ويظل البريد يصل. ومعًا يفكّون تجميده. ولا يستطيع أحد منهم أن يقرأ شيئًا.
trust-add = شخص من الجماعة
trust-add-hint = عنوانه. سيرى أنك تثق به؛ فاسأله أولًا.
trust-add-go = إضافة
# $address is theirs.
trust-remove = إزالة { $address }
trust-not-yourself = يجب أن يكون شخصًا آخر.
trust-nobody = أحد هذه العناوين ليس لأحد هنا. لا يُختار إلا أعضاء.
trust-threshold = كم منهم يفكّ تجميده معًا؟
trust-threshold-hint = أقل من الجميع، كي لا يُبقيه مجمّدًا من جمّده.
# $some of $all people.
trust-threshold-of = { $some } من { $all }
trust-means-one = هذا الشخص يجمّد حسابك في الحال، ويفكّ تجميده.
trust-means = { $threshold ->
    [zero] أي واحد من { $count } يجمّد حسابك في الحال.
    [one] أي واحد من { $count } يجمّد حسابك في الحال، وأي واحد منهم يفكّ تجميده.
    [two] أي واحد من { $count } يجمّد حسابك في الحال. ويفكّ تجميده اثنان منهم معًا.
    [few] أي واحد من { $count } يجمّد حسابك في الحال. ويفكّ تجميده { $threshold } منهم معًا.
    [many] أي واحد من { $count } يجمّد حسابك في الحال. ويفكّ تجميده { $threshold } منهم معًا.
   *[other] أي واحد من { $count } يجمّد حسابك في الحال. ويفكّ تجميده { $threshold } منهم معًا.
}
trust-group-none = لم يعد أحد يستطيع تجميد حسابك
entrusted-title = حسابات مؤتمن عليها
entrusted-text = يثق أصحابها بأن تجمّدها عند الطوارئ.
entrusted-none = لم يأتمنك أحد على حسابه
entrusted-none-text = حين يختارك أحد يظهر هنا.
entrusted-open = مفتوح
entrusted-frozen = مجمّد
entrusted-freeze = تجميد
# $address is the account's.
entrusted-freeze-title = أتريد تجميد { $address }؟
entrusted-freeze-text = تنتهي كل جلساته في الحال، ولا يفتح الحساب شيء: لا كلمة مرور، ولا كلمة مرور تطبيق، ولا رمز استعادة. ويظل البريد يصل. افعل ذلك حين يُعتقل صاحبه أو يقع جهازه في أيدي غيره.
entrusted-freeze-records = يبقى في سجلاته أنك من فعل ذلك. ولا يفكّ تجميده إلا من يثق بهم.
entrusted-frozen-now = { $address } مجمّد
entrusted-thaw = أريد فكّ تجميده
entrusted-thaw-not = لم أعد أريد فكّ تجميده
entrusted-thaw-needs = { $count ->
    [zero] يفكّ تجميده من يثق بهم.
    [one] يفكّ تجميده واحد ممن يثق بهم.
    [two] يفكّ تجميده معًا اثنان ممن يثق بهم.
    [few] يفكّ تجميده معًا { $count } ممن يثق بهم.
    [many] يفكّ تجميده معًا { $count } ممن يثق بهم.
   *[other] يفكّ تجميده معًا { $count } ممن يثق بهم.
}
# $names is a list of addresses.
entrusted-thaw-wanted = يريده حتى الآن { $names }.
entrusted-thaw-waits = سُجّل ذلك. يُفكّ تجميده حين يريده عدد كافٍ من الآخرين.
entrusted-thawed = { $address } مفتوح من جديد
entrusted-overruled = جمّدتَه ففكّ الآخرون تجميده. لا يمكنك تجميده من جديد لبضعة أيام.

settings-openpgp = OpenPGP
settings-device = على هذا الجهاز
