# SPDX-License-Identifier: AGPL-3.0-or-later
## Writing
compose-title = رسالة جديدة
compose-from = من
compose-to = إلى
compose-cc = نسخة
compose-bcc = نسخة مخفية
compose-date = التاريخ
compose-subject = الموضوع
compose-text = النص
compose-more-fields = نسخة، نسخة مخفية
compose-offered = أشخاص ربما تقصدهم رسالتك
compose-people = { $count ->
    [zero] لا أحد
    [one] شخص واحد
    [two] شخصان
    [few] { $count } أشخاص
    [many] { $count } شخصًا
   *[other] { $count } شخص
}
compose-remove-recipient = إزالة { $name }
compose-send = إرسال
compose-sent = أُرسلت
compose-will-leave = ستُرسل الرسالة حالما يعود الاتصال
compose-saving = جارٍ الحفظ…
compose-saved = حُفظت
compose-not-saved = لم تُحفظ
compose-kept = حُفظت في المسودات
compose-fold = تصغير
compose-close = إغلاق وحفظ كمسودة
compose-discard = تجاهل
compose-discard-title = تجاهل هذه الرسالة؟
compose-discard-text = كل ما كتبته سيُحذف نهائيًا.
compose-unsaved-title = تعذّر الحفظ
compose-options = المزيد
compose-attach = إرفاق ملفات
compose-picture = صورة داخل النص
compose-plain = نص بلا تنسيق
compose-rich = نص منسّق
# $text is what was typed.
compose-not-an-address = «{ $text }» ليس عنوانًا صحيحًا. يمكنك تصحيحه أو إزالته.
compose-no-recipient = إلى من؟ لا بد من عنوان أولًا.
compose-uploading = ما زالت هناك ملفات قيد الرفع. يمكنك الانتظار حتى تكتمل، أو إزالتها.
compose-file-failed = لم يصل أحد الملفات. أعد المحاولة أو أزله.
compose-no-subject-title = إرسال بلا موضوع؟
compose-no-subject-text = وجود موضوع يسهّل العثور على الرسالة لاحقًا.
compose-send-anyway = إرسال رغم ذلك
compose-forgot-title = هل نسيت المرفق؟
compose-forgot-text = يتحدث النص عن مرفق، لكن لا مرفقات هنا.
# Words, separated by commas, that announce an attachment in this language.
compose-attachment-words = مرفق, أرفق, ارفق, نرفق, تجدون طيه
compose-wrote = رسالة { $name } في { $date }:
compose-forwarded = رسالة معاد توجيهها

## Files
# $percent is a number, $size has its unit.
compose-file-progress = { $percent }% من { $size }
compose-file-going = جارٍ رفع { $name }
compose-file-again = إعادة المحاولة مع { $name }
compose-file-remove = إزالة { $name }

## Formats
compose-formats = التنسيق
compose-more-formats = تنسيقات أخرى
compose-bold = عريض
compose-italic = مائل
compose-underline = تحته خط
compose-link = رابط
compose-link-url = عنوان الصفحة
compose-unlink = إزالة الرابط
compose-bullets = قائمة
compose-numbers = قائمة مرقّمة
compose-quote = اقتباس
compose-unquote = تقليل مستوى الاقتباس
compose-clear = إزالة التنسيق
compose-undo = تراجع

## Sending later
compose-schedule = إرسال لاحقًا
compose-schedule-go = إرسال في هذا الموعد
compose-schedule-own = في موعد آخر
compose-schedule-past = هذا الموعد قد مضى.
compose-schedule-late = هذا الموعد بعيد جدًا: أقصى موعد هو { $date }.
compose-this-evening = هذا المساء
compose-tomorrow = صباح الغد
compose-monday = صباح الاثنين
compose-scheduled = ستُرسل في { $date }

compose-failed-forbiddenFrom = لا يمكنك الكتابة من هذا العنوان.
compose-failed-tooManyRecipients = عدد العناوين أكبر من المسموح به دفعة واحدة.
compose-failed-invalidRecipients = أحد العناوين غير صالح.
compose-failed-noRecipients = إلى من؟ لا بد من عنوان أولًا.
compose-failed-cannotUnsend = لقد أُرسلت بالفعل.
compose-failed-tooLarge = هذه الرسالة أكبر من المسموح به. يمكنك مشاركة الملفات الكبيرة بطريقة أخرى.
compose-failed-noKey = لم يعد هناك مفتاح لكل من توجَّه إليهم، فلم تُختم ولم تُرسل. انظر إلى ختمها.
compose-failed-cut = هذه الرسالة ليست هنا كاملة، ومتابعتها تضيّع الباقي. حاول من جديد عند عودة الاتصال.
compose-failed-ownKey = لم يعد مفتاحك صالحًا للختم: انتهت مدته أو سُحب. أنشئ مفتاحًا جديدًا في الإعدادات، OpenPGP.
