# SPDX-License-Identifier: AGPL-3.0-or-later
## Founding a collective
found-title = تأسيس جماعة
found-ask = لم يؤسس أحد جماعة هنا بعد. ولدى من شغّل الخادم رابط لذلك.
found-token = الرابط
found-token-hint = ظهر حيث شُغّل الخادم. ألصق الرابط كله، أو ما بعد علامة #.
found-done-title = الجماعة مؤسَّسة
found-done-text = لم يبق هنا ما يُؤسَّس.
found-done-go = إلى صفحاتها
found-busy = يجري تأسيسها في هذه اللحظة
# $at of $all questions.
found-question = السؤال { $at } من { $all }
found-last = أُجيب عن كل شيء
found-go = تأسيس الجماعة

## 1: the name
found-name-title = ما اسم جماعتكم؟
found-name-text = أنتم على وشك تأسيس جماعة لها بيتها الخاص للبريد. خذوا ساعة من الوقت، واجلسوا مع من سيحفظون مفاتيحها.
found-name = اسم الجماعة
found-name-hint = يراه الأعضاء ومن تُرسل إليه دعوة. ويمكن تغييره لاحقًا.
found-name-needed = أعطوها اسمًا.

## 2: the domain
found-domain-title = ما نطاقكم؟
found-domain-text = ما يأتي بعد @ في كل العناوين. سجّله أحدكم ويستطيع تغيير سجلاته في DNS.
found-domain = النطاق
found-domain-form = شكل النطاق مثل example.org.
# $address and $host are examples.
found-domain-means = ستكون العناوين مثل { $address }، واسم الخادم { $host }.

## 3: the keyholders
found-keyholders-title = من يحفظ المفاتيح؟
found-keyholders-text = لا يحفظ الخادم شيئًا مقروءًا على قرصه. وكلما بدأ العمل لا يعرف شيئًا حتى يأتي بعض الأشخاص بحصصهم: شرائط من الحروف لا قيمة لها إلا معًا.
found-keyholders-how-many = كم شخصًا يحفظ حصة، وكم منهم يفتح الخادم؟
found-keyholders-usual = عدد الأشخاص { $keyholders }، ويلزم منهم { $threshold }
found-keyholders-3 = لمجموعة صغيرة.
found-keyholders-5 = أفضل: قد يمرض اثنان أو يسافران أو يقعان تحت الضغط في وقت واحد.
found-keyholders-7 = لجماعة كبيرة في أماكن عدة.
found-keyholders-other = أعداد أخرى
found-keyholders-n = من لديهم حصة
found-keyholders-k = يلزم للفتح
found-keyholders-who = من نختار؟
found-keyholders-who-text = أشخاص يمكن الوصول إليهم في ليلة سيئة، ولا يسكنون كلهم معًا، ويستطيعون أن يقولوا لا. لا يستطيع حافظ مفتاح أن يقرأ بريد أحد، ولو مع الآخرين جميعًا: هم يفتحون البيت لا الغرف.
found-means-open = { $threshold ->
    [zero] لا يفتح الخادم أحد.
    [one] يفتح الخادم أي واحد من { $keyholders }.
    [two] يفتح الخادم معًا أي اثنين من { $keyholders }.
    [few] يفتح الخادم معًا أي { $threshold } من { $keyholders }.
    [many] يفتح الخادم معًا أي { $threshold } من { $keyholders }.
   *[other] يفتح الخادم معًا أي { $threshold } من { $keyholders }.
}
found-means-few = { $count ->
    [zero] لا حصة تقول شيئًا لمن يجدها.
    [one] حصة واحدة وحدها لا تقول شيئًا لمن يجدها.
    [two] حصتان معًا لا تقولان شيئًا لمن يجدهما.
    [few] { $count } حصص معًا لا تقول شيئًا لمن يجدها.
    [many] { $count } حصة معًا لا تقول شيئًا لمن يجدها.
   *[other] { $count } حصة معًا لا تقول شيئًا لمن يجدها.
}
found-means-one = كل حصة هي المفتاح كله: من وجد واحدة فتح كل شيء. لا تختاروا هذا أبدًا لأشخاص قد يُفتَّشون.
found-means-spare = { $count ->
    [zero] لا يجوز أن يغيب أحد.
    [one] يجوز أن يغيب شخص واحد أو أن يفقد حصته.
    [two] يجوز أن يغيب شخصان أو أن يفقدا حصتيهما.
    [few] يجوز أن يغيب { $count } أشخاص أو أن يفقدوا حصصهم.
    [many] يجوز أن يغيب { $count } شخصًا أو أن يفقدوا حصصهم.
   *[other] يجوز أن يغيب { $count } شخص أو أن يفقدوا حصصهم.
}
found-means-all = يلزم الجميع: إن ضاعت حصة واحدة ضاع كل شيء، للجميع وإلى الأبد.
found-means-alone = هناك حصة واحدة فقط: إن ضاعت ضاع كل شيء، للجميع وإلى الأبد.

## 4: the founder
found-founder-title = وأنت؟
found-founder-text = أنت أول عضو، وتعتني بالجماعة إلى أن يعتني بها آخرون أيضًا.
found-founder-hint = لشخص لا لمهمة: بريد postmaster@‎ و abuse@‎ يصل إليك على أي حال.

## 5: certificates
found-certificates = الشهادات
found-certificates-title = من يشهد للخادم؟
found-certificates-text = تثق المتصفحات وبرامج البريد بخادم تشهد له سلطة بشهادة.
found-certificates-letsencrypt = Let’s Encrypt تلقائيًا
found-certificates-letsencrypt-hint = مجانًا. يجب أن يكون الوصول إلى الخادم ممكنًا من الإنترنت عبر المنفذ 80 أو 443. ويصير اسم الخادم معلنًا، كما عند كل سلطة.
found-certificates-other = سلطة أخرى (ACME)
found-certificates-directory = دليلها
found-certificates-directory-hint = العنوان المخصص لبرامج ACME.
found-certificates-directory-form = يبدأ هذا بـ https://‎
found-certificates-none = يدويًا، أو بلا شهادة الآن
found-certificates-none-hint = تحذّر البرامج حتى تأتي شهادة. وهذا يكفي لتجربة في البيت.
found-contact = إلى من يجوز للسلطة أن تكتب؟
found-contact-hint = «postmaster»: أي أنت. يبقى على القرص بلا تشفير، ويجب ألا يكشف لمن الخادم.
found-agree = أوافق على شروط خدمة السلطة
found-agree-needed = من دونها لا تعطي السلطة أي شهادة.
found-terms = شروط Let’s Encrypt (موقع آخر في نافذة جديدة)

## All of it
found-look-title = هل هذا صحيح؟
found-look-text = { $count ->
    [zero] ثم تحصل على رمز الاستعادة.
    [one] ثم تحصل على رمز الاستعادة، وتظهر الحصة مرة واحدة. جهّز ورقًا وقلمًا؛ ولا أحد خلفك ولا كاميرا.
    [two] ثم تحصل على رمز الاستعادة، وتظهر حصتان، كل منهما مرة واحدة. جهّزوا ورقًا وأقلامًا؛ ولا أحد خلفكم ولا كاميرا.
    [few] ثم تحصل على رمز الاستعادة، وتظهر { $count } حصص، كل منها مرة واحدة. جهّزوا ورقًا وأقلامًا؛ ولا أحد خلفكم ولا كاميرا.
    [many] ثم تحصل على رمز الاستعادة، وتظهر { $count } حصة، كل منها مرة واحدة. جهّزوا ورقًا وأقلامًا؛ ولا أحد خلفكم ولا كاميرا.
   *[other] ثم تحصل على رمز الاستعادة، وتظهر { $count } حصة، كل منها مرة واحدة. جهّزوا ورقًا وأقلامًا؛ ولا أحد خلفكم ولا كاميرا.
}
found-to-shares = إلى الحصص

## The shares
# $number is a keyholder's.
found-hand-to = حافظ المفتاح { $number }: خذ الجهاز
found-hand-text = يسلّم المؤسِّس الجهاز من يده. تظهر حصتك لك وحدك، ومرة واحدة فقط.
found-look-away = ينظر الآخرون جميعًا إلى جهة أخرى. هل هناك كاميرا أو نافذة أو مرآة؟
found-hand-show = أنا حافظ المفتاح { $number }: إظهار حصتي
found-own-device = بل على هاتفي أنا
found-own-device-text = يمسح حافظ المفتاح { $number } هذا بهاتفه. وتظهر حصته هناك مرة واحدة.
found-own-device-qr = رابط لحافظ المفتاح { $number } بشكل رمز QR
# $host is as the page was opened.
found-own-device-local = فتحت هذه الصفحة باسم { $host }، ولا يصل إليه أي جهاز آخر. افتح رابط المؤسِّس بعنوان الجهاز بدلًا من ذلك.
found-own-device-waits = بانتظار أن تؤخذ …
found-share-of = حافظ المفتاح { $number }: حصتك
found-share-once = لا تظهر إلا الآن، ولم تعد في أي مكان آخر.
found-share-title = حصة حافظ المفتاح { $number }
# $threshold of $keyholders people.
found-share-about = { $threshold } من { $keyholders } يفتحون الخادم معًا.
found-share-note = احفظها في ظرف، في مكان جاف، حيث تجدها بعد عشر سنين ولا يجدها الزوار. لا في رسالة بريد، ولا بجانب حصة أخرى. تفتح الخادم في https://{ $host }/portal/unlock ولا مكان سواه: اكتبها هناك، أو امسحها بزر تلك الصفحة.
found-share-letters = اكتبها بيدك أو اطبعها؛ فالطابعات والهواتف تتذكر. ليس فيها i ولا l ولا o ولا u: ما يشبه i أو l هو 1، وما يشبه o هو 0، وما يشبه u هو v.
found-share-tick = هي لديّ، وأستطيع قراءتها
found-share-hand-on = تم: تسليم الجهاز لمن بعدي
found-all-given = لكل شخص حصته
found-all-given-text = يبدأ الخادم الآن بوصفه خادمكم: مقفلًا. يفتحه أول مرة العدد اللازم منكم، فترون أنه يعمل.
found-finish = متابعة
found-code-before = ظهر رمز الاستعادة قبل تحميل هذه الصفحة من جديد. إن لم يكن لديك فخذ غيره لاحقًا من الإعدادات.
found-went-wrong = هل حدث خطأ؟
found-went-wrong-text = إن رأى حصةً من لا ينبغي أن يراها، أو ضاعت واحدة قبل كتابتها، فابدؤوا من جديد: يُنسى ما أُسّس حتى الآن، ولا تبقى لحصصه أي قيمة.
found-abandon = البدء من جديد
found-abandon-title = أتريد نسيان كل الحصص والبدء من جديد؟
found-abandon-text = أحرقوا ما كُتب. لم يخسر أحد شيئًا بعد.

## On a keyholder's own device
# $name is the collective's.
found-own-title = حصة من { $name }
found-own-text = اختاروك لتحفظ مفتاحًا. يفتح الخادم معًا { $threshold } من { $keyholders }؛ الواحد وحده لا يعرف شيئًا، ولا يستطيع أحد منكم قراءة بريد أحد.
found-own-show = إظهار حصتي
found-own-thanks = شكرًا لك
found-own-thanks-text = لم تعد حصتك في هذه الصفحة. وحين يبدأ الخادم ستُطلب منك.

## Then
found-starts = يبدأ خادمكم
found-starts-text = يبدأ كما سيبدأ كل مرة: مقفلًا.
found-starts-waiting = بانتظاره …
found-starts-late = طال الأمر. ربما على المتصفح أن يسأل عن شهادته: افتح الصفحة من جديد.
found-starts-go = فتح صفحة فتح القفل
found-dns-title = الخطوة الأخيرة: DNS
found-dns-text = كي يجدكم البريد، يجب أن يقول DNS نطاقكم ما يلي. انسخوه إلى حيث سجّلتم النطاق.
found-dns-later = تجدون هذه القائمة لاحقًا في «الرعاية».

## Why it was refused
found-reason-tokenWrong = هذا الرابط غير صالح، أو لم يعد صالحًا. وهو يتغير كلما بدأ الخادم.
found-reason-tooManyTries = جاءت من هنا روابط خاطئة كثيرة. انتظر بضع دقائق.
found-reason-nameInvalid = الاسم طويل جدًا، أو فيه علامات لا يمكن عرضها.
found-reason-domainInvalid = شكل النطاق مثل example.org.
found-reason-keyholdersOutOfRange = عدد حافظي المفاتيح من 1 إلى 16.
found-reason-thresholdOutOfRange = واحد على الأقل، ولا أكثر من عددهم.
found-reason-addressInvalid = في العنوان حروف وأرقام ونقاط وشرطات.
found-reason-addressOfOtherDomain = يجب أن يكون العنوان من نطاق الجماعة.
found-reason-addressReserved = هذا اسم مهمة لا اسم شخص.
found-reason-memberNameInvalid = الاسم طويل جدًا، أو فيه علامات لا يمكن عرضها.
found-reason-passwordTooShort = كلمة المرور قصيرة: ثمانية أحرف على الأقل.
found-reason-passwordTooLong = كلمة المرور طويلة جدًا.
found-reason-passwordInvalid = في كلمة المرور علامات لا يستطيع أحد كتابتها.
found-reason-directoryInvalid = ليست هذه سلطة يستطيع الخادم استعمالها.
found-reason-termsNotAgreed = من دونها لا تعطي السلطة أي شهادة.
found-reason-contactInvalid = ليس هذا عنوانًا.
found-reason-contactTellsDomain = سيبقى هذا على القرص بلا تشفير ويكشف لمن الخادم. ضع «postmaster» أو عنوانًا في مكان آخر.
found-reason-shareGivenAlready = سُلّمت هذه الحصة من قبل، ولم تعد في أي مكان. إن لم تكن لدى حافظها فابدؤوا من جديد.
found-reason-sharesNotGiven = ليس لكل شخص حصته بعد.
found-reason-underWay = يجري ذلك في هذه اللحظة.
found-reason-begunAlready = هي مؤسَّسة، ويجري تسليم حصصها.
found-reason-founderAlone = هذا للمؤسِّس وحده.
# Why the server was started for the first time, as everybody reads it under Starts.
found-first-start = التأسيس.
