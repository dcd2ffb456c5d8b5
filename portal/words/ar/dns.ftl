# SPDX-License-Identifier: AGPL-3.0-or-later
## Records of the DNS, for who looks after the domain
# $there of $all records are as they should be.
dns-standing = موجود منها { $there } من { $all }. يُعاد الفحص كل 15 ثانية؛ وقد يحتاج DNS إلى بضع دقائق، وأحيانًا إلى ساعة.
dns-checking = جارٍ الفحص …
dns-copy-zone = نسخها كلها كملف نطاق
dns-must = هذه لا بد منها
dns-should = هذه من المفيد أن تكون
dns-can = وهذه حيث تناسب
dns-there = موجود
dns-other = هناك شيء آخر
dns-nothing = غير موجود بعد
dns-unknown = لا يمكن فحصه من هنا
dns-name = الاسم
dns-value = القيمة
dns-copy-name = نسخ الاسم ({ $type })
dns-copy-value = نسخ القيمة ({ $type } لأجل { $name })
dns-your-ipv4 = عنوان IPv4 لهذا الجهاز
dns-your-ipv6 = عنوان IPv6 له
dns-your-address-backwards = يُضبط لدى مزوّد الجهاز لأجل عنوانه

## What each is for
dns-means-a = أين الجهاز
dns-means-aaaa = أين الجهاز، إن كان له IPv6
dns-means-ptr = اسم عنوانه. من دونه يرفض كبار المزوّدين بريدكم
dns-means-mx = إلى أين يذهب بريد النطاق
dns-means-spf = يأتي بريدكم من هناك؛ والحذر من غيره
dns-means-text-dmarc = يطلبه كبار المزوّدين
dns-means-tlsrpt = يخبركم الآخرون أين يفشل التشفير إليكم
dns-means-text-mta-sts = يشترط الآخرون التشفير حين يأتونكم بالبريد
dns-means-mta-sts = مكان السياسة الخاصة بذلك
dns-means-autoconfig = يضبط Thunderbird نفسه
dns-means-autodiscover = يضبط Outlook نفسه
dns-means-openpgpkey = تجد برامج OpenPGP المفاتيح العامة للأعضاء
dns-means-imaps = تجد برامج البريد مكان القراءة
dns-means-imap = مثله، مع STARTTLS
dns-means-submissions = تجد برامج البريد مكان الإرسال
dns-means-submission = مثله، مع STARTTLS
dns-means-jmap = تجد برامج JMAP الخادم
dns-means-carddavs = تجد دفاتر العناوين الخادم
dns-means-text-carddavs = مكان دفاتر العناوين بالضبط
dns-means-tlsa = مع DNSSEC فقط: ترفض الخوادم التي تعرف DANE شهادة مزيفة
